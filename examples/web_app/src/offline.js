/** What is kept on the device, so that the page opens without a connection. */

import { CACHE } from "./cache.js";
import { alone } from "./files.js";

const NETWORKS = "models/"; // their folder
const SHELL = ["./", "app.js", "index.css", "manifest.webmanifest", "icon.svg", "icon-192.png", "models.json", "LICENSES.txt"];
const MOST = 64 * 2 ** 20; // bytes of networks that are kept before they are asked for

const done = new Set(); // levels with which all was kept

const versioned = ({ file, sha256 }) => `${file}?v=${sha256.slice(0, 16)}`;

const address = (name) => new URL(name, location.href).href;

/** What of a site is kept: all networks of a small one, of a large one those in use. */
function wanted(levels, level, runtime) {
  const size = levels.reduce((sum, { bytes }) => sum + bytes, 0);
  return [...SHELL, `${runtime}?v=${__RUNTIME__}`, ...(size <= MOST ? levels : [level]).map(versioned)];
}

/** Lets go of networks that the site no longer has; other sites have folders of their own. */
async function tidy(cache, levels) {
  const known = new Set(levels.map((level) => address(versioned(level))));
  for (const { url } of await cache.keys())
    if (url.startsWith(address(NETWORKS)) && !known.has(url)) await cache.delete(url);
}

/**
 * Keeps the page, the runtime and networks; in a file of its own, or without https, does nothing.
 *
 * @param {import("./models.js").Model[]} models of the site.
 * @param {import("./models.js").Level} level which is in use.
 * @param {string} runtime the file of the runtime that is in use.
 */
export async function keep(models, level, runtime) {
  if (done.has(level)) return;
  if (alone() || !location.protocol.startsWith("http") || !navigator.serviceWorker || !globalThis.caches) return;
  const levels = models.flatMap((each) => each.levels);
  try {
    await navigator.serviceWorker.register("service-worker.js");
    const cache = await caches.open(CACHE);
    for (const name of wanted(levels, level, runtime))
      if (!name.includes("?v=") || !(await cache.match(name))) await cache.add(name);
    await tidy(cache, levels);
    done.add(level);
    document.documentElement.dataset.kept = "true";
  } catch {
    // Private windows and full disks keep nothing; the page works with a connection.
  }
}
