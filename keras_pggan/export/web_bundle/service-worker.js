/** Opens the page without a connection: what has a version in its name is kept, the rest asked for. */

const CACHE = "keras-pggan";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** From the site, and where that is not to be had, from what is kept. */
async function newest(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    // A page is the same by whatever name it is asked for.
    const kept = (await cache.match(request)) ?? (request.mode === "navigate" && (await cache.match("./")));
    if (kept) return kept;
    throw error;
  }
}

/** What is kept; older versions of it are dropped when another comes. */
async function kept(request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) {
    for (const other of await cache.keys())
      if (new URL(other.url).pathname === new URL(request.url).pathname) await cache.delete(other);
    await cache.put(request, response.clone());
  }
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  event.respondWith(address.searchParams.has("v") ? kept(request) : newest(request));
});
