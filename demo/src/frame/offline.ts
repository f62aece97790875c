// After the first visit the page needs no network: a service worker keeps its files.

import { signal } from '@preact/signals';

export const isOnline = signal(navigator.onLine);
/** All files are kept in this browser. */
export const worksOffline = signal(false);

addEventListener('online', () => {
  isOnline.value = true;
});
addEventListener('offline', () => {
  isOnline.value = false;
});

/** The built page only: a development server changes its files all the time. */
export async function workOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(scriptUrl('./sw.js'));
    await navigator.serviceWorker.ready;
    worksOffline.value = true;
  } catch {
    // Refused, or no secure context: the page works as long as it is open.
  }
}

interface Policy {
  createScriptURL(url: string): string;
}

/** The page's own policy lets a script's address be made in two places: the package's worker, and here. */
function scriptUrl(url: string): string {
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: Policy): Policy };
  };
  return trustedTypes?.createPolicy('offline', { createScriptURL: (text) => text }).createScriptURL(url) ?? url;
}
