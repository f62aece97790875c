// Whether there is a network, which makes no difference.

import { isOnline, worksOffline } from './offline.ts';

export function Badge() {
  const text = isOnline.value
    ? worksOffline.value
      ? 'Works offline, too'
      : 'Nothing is sent'
    : 'You are offline. All of it works.';
  return <p class={isOnline.value ? 'badge' : 'badge is-offline'}>{text}</p>;
}
