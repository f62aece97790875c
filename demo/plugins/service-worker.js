// Keeps the files of this build, and answers with them. What is not among them is not asked for anywhere.

const BUILD = 'attune-demo __BUILD__';
const FILES = JSON.parse('__FILES__');

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(BUILD)
      .then((cache) => cache.addAll(FILES))
      .then(() => skipWaiting()),
  );
});

addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== BUILD).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

// The page itself is asked for anew while there is a network, so that a new build is found.
addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const kept = () => caches.match(request, { ignoreSearch: true }).then((found) => found ?? Response.error());
  event.respondWith(
    request.mode === 'navigate'
      ? fetch(request).catch(() => caches.match('./').then((found) => found ?? Response.error()))
      : kept(),
  );
});
