/** Where files of the site are kept on the device. */

export const CACHE = "keras-pggan"; // the name that the service worker looks in

/** Lets go of a file that is damaged, so that it is asked for anew. @param {string} name of a file of the site. */
export async function forget(name) {
  try {
    await (await caches.open(CACHE)).delete(name, { ignoreSearch: true });
  } catch {
    // Nothing is kept in a file of its own, or without https.
  }
}
