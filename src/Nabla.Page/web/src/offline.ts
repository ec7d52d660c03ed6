// A service worker: keeps every file of the page, so that it works without a network after the first load.

const scope = self as unknown as ServiceWorkerGlobalScope;
const store = "nabla-page";

scope.addEventListener("install", () => void scope.skipWaiting());
scope.addEventListener("activate", event => event.waitUntil(scope.clients.claim()));
// The network first: a new version is seen at once. Only files of this page are kept.
scope.addEventListener("fetch", event => {
  if (event.request.method !== "GET" || !event.request.url.startsWith(scope.registration.scope)) return;
  event.respondWith((async () => {
    const cache = await caches.open(store);
    try {
      const answer = await fetch(event.request);
      if (answer.ok) await cache.put(event.request, answer.clone());
      return answer;
    } catch (error) {
      const kept = await cache.match(event.request, { ignoreSearch: true });
      if (kept) return kept;
      throw error;
    }
  })());
});
// The files that were loaded before this worker was there.
scope.addEventListener("message", event => {
  const files = event.data as string[];
  event.waitUntil((async () => {
    const cache = await caches.open(store);
    await Promise.all(files.map(async file => { if (!(await cache.match(file))) await cache.add(file).catch(() => undefined); }));
    // Files of earlier versions have other names.
    for (const kept of await cache.keys()) if (!files.includes(kept.url)) await cache.delete(kept);
    event.source?.postMessage("kept");
  })());
});
export {};
