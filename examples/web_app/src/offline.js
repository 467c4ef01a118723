/** What is kept on the device, so that the page opens without a connection. */

const CACHE = "keras-pggan"; // the name that the service worker looks in
const SHELL = ["./", "app.js", "index.css", "manifest.webmanifest", "icon.svg", "icon-192.png", "models.json", "LICENSES.txt"];
const MOST = 64 * 2 ** 20; // bytes of networks that are kept before they are asked for

const versioned = ({ file, sha256 }) => `${file}?v=${sha256.slice(0, 16)}`;

/** What of a site is kept: all networks of a small one, of a large one those in use. */
function wanted(models, level, runtime) {
  const levels = models.flatMap((model) => model.levels);
  const size = levels.reduce((sum, { bytes }) => sum + bytes, 0);
  return [...SHELL, `${runtime}?v=${__RUNTIME__}`, ...(size <= MOST ? levels : [level]).map(versioned)];
}

/**
 * Keeps the page, the runtime and networks; in a file of its own, or without https, does nothing.
 *
 * @param {import("./models.js").Model[]} models of the site.
 * @param {import("./models.js").Level} level which is in use.
 * @param {string} runtime the file of the runtime that is in use.
 */
export async function keep(models, level, runtime) {
  if (!location.protocol.startsWith("http") || !navigator.serviceWorker || !globalThis.caches) return;
  try {
    await navigator.serviceWorker.register("service-worker.js");
    const cache = await caches.open(CACHE);
    for (const name of wanted(models, level, runtime))
      if (!name.includes("?v=") || !(await cache.match(name))) await cache.add(name);
    document.documentElement.dataset.kept = "true";
  } catch {
    // Private windows and full disks keep nothing; the page works with a connection.
  }
}
