{% autoescape off %}// Answers for the gate while the network does not. Made by accreditation.views.gate.worker.
const KEPT = "gate-files-{{ version }}";
const PAGES = "gate-pages";
const FILES = {{ files }};
const HOME = new URL("{% url 'gate:gates' %}", self.location).href;
const PATIENCE = 2500; // milliseconds a page waits for the network

self.addEventListener("install", (event) => {
  const files = FILES.map((url) => new Request(url, { cache: "reload" })); // as they are now, not as a browser remembers
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("gate-files-") && name !== KEPT) await caches.delete(name);
    await self.clients.claim();
    // Pages kept before name the files of before.
    const before = await (await caches.open(PAGES)).keys();
    await Promise.allSettled([...new Set([HOME, ...before.map((page) => page.url)])].map((url) => fetchPage(url)));
  })());
});

// A page says that it is open: it may have been loaded without this worker.
self.addEventListener("message", (event) => {
  event.waitUntil((async () => {
    await self.clients.claim();
    const pages = await caches.open(PAGES);
    if (event.data.startsWith(HOME) && !(await pages.match(event.data, { ignoreVary: true }))) await fetchPage(event.data);
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else event.respondWith(file(request));
});

async function file(request) {
  const kept = await (await caches.open(KEPT)).match(request, { ignoreVary: true });
  return kept ?? fetch(request);
}

async function page(request) {
  const fresh = fetchPage(request);
  fresh.catch(() => null); // a late failure after the kept page was shown
  try {
    const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
    return await Promise.race([fresh, late]);
  } catch {
    return (await kept(request)) ?? fresh;
  }
}

async function kept(request) {
  const pages = await caches.open(PAGES);
  return (await pages.match(request, { ignoreVary: true })) ?? pages.match(HOME, { ignoreVary: true });
}

async function fetchPage(request) {
  const response = await fetch(request);
  if (response.ok && !response.redirected && response.type === "basic") {
    await (await caches.open(PAGES)).put(request, response.clone());
  }
  return response;
}
{% endautoescape %}
