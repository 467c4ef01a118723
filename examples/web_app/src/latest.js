/** Work that is asked for faster than it is done. */

/**
 * A function that works one call at a time, and of those that come meanwhile does the last alone.
 *
 * @template Given
 * @param {(given: Given) => Promise<void>} work
 * @returns {(given: Given) => Promise<void>} done when nothing is left to do.
 */
export function latest(work) {
  let running = null;
  let next;
  async function run() {
    try {
      while (next) {
        const [given] = next;
        next = null;
        await work(given);
      }
    } finally {
      running = null;
      next = null;
    }
  }
  return (given) => {
    next = [given];
    running ??= run();
    return running;
  };
}
