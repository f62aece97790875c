// Counts what the page asks the network for, with the browser's own records.

import { signal } from '@preact/signals';

/** Since markLoaded(). */
export const requestsSinceLoad = signal(0);
/** Until then: how many, and how many bytes came over the wire (0 for what was in the cache). */
export const requestsAtLoad = signal({ count: 0, bytes: 0 });

let loadedAt = Number.POSITIVE_INFINITY;

/** Addresses that the page's own policy refused: they never became requests, though some browsers list them. */
const refused = new Set<string>();
/** Addresses since the page has loaded, refused ones among them. */
const asked: string[] = [];

/** Everything is here that this page will ever need. */
export function markLoaded(): void {
  loadedAt = performance.now();
  document.documentElement.dataset.loaded = '';
}

export function watchRequests(): void {
  addEventListener('securitypolicyviolation', ({ blockedURI }) => {
    refused.add(blockedURI);
    recount(); // the list of requests may have been the quicker one
  });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // blob: and data: are memory of this page, not requests.
      if (entry instanceof PerformanceResourceTiming && /^https?:/.test(entry.name)) count(entry);
    }
  });
  observer.observe({ type: 'resource', buffered: true });
}

function count({ name, startTime, transferSize }: PerformanceResourceTiming): void {
  if (startTime > loadedAt) {
    asked.push(name);
    recount();
    return;
  }
  const { count, bytes } = requestsAtLoad.value;
  requestsAtLoad.value = { count: count + 1, bytes: bytes + transferSize };
}

function recount(): void {
  requestsSinceLoad.value = asked.filter((name) => !refused.has(name)).length;
}
