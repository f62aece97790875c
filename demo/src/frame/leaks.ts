// Every way in which a page can send something, tried for real. The browser says which rule stopped it.

export interface Attempt {
  readonly name: string;
  readonly outcome: 'refused' | 'sent' | 'unknown';
  /** The directive that the browser named. */
  readonly rule: string;
}

/** To where the page itself came from: not even that is allowed. */
const target = (way: string): string => new URL(`leak?${way}`, location.href).href;

/** How long the browser may take to say no, in ms. */
const PATIENCE = 400;

interface Way {
  readonly name: string;
  readonly exists: () => boolean;
  /** Begins it. Rejects, throws or answers false when it was refused. */
  readonly go: (url: string) => unknown;
}

const WAYS: readonly Way[] = [
  {
    name: 'fetch',
    exists: () => 'fetch' in globalThis,
    go: (url) => fetch(url, { method: 'POST', body: 'a drawing' }),
  },
  { name: 'XMLHttpRequest', exists: () => 'XMLHttpRequest' in globalThis, go: byRequest },
  { name: 'sendBeacon', exists: () => 'sendBeacon' in navigator, go: (url) => navigator.sendBeacon(url, 'a drawing') },
  { name: 'WebSocket', exists: () => 'WebSocket' in globalThis, go: bySocket },
  { name: 'EventSource', exists: () => 'EventSource' in globalThis, go: byEvents },
  { name: 'a picture’s address', exists: () => true, go: byImage },
  { name: 'a form', exists: () => true, go: byForm },
  { name: 'a frame', exists: () => true, go: byFrame },
];

/** @returns one row a way, in the order in which they were tried */
export async function tryToLeak(): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const way of WAYS) attempts.push(await attempt(way));
  return attempts;
}

async function attempt({ name, exists, go }: Way): Promise<Attempt> {
  if (!exists()) return { name, outcome: 'unknown', rule: '' };
  const url = target(encodeURIComponent(name));
  let listener: (event: SecurityPolicyViolationEvent) => void = () => {};
  const refused = new Promise<Attempt>((resolve) => {
    listener = ({ effectiveDirective }) => resolve({ name, outcome: 'refused', rule: effectiveDirective });
    addEventListener('securitypolicyviolation', listener);
  });
  const waited = new Promise<Attempt>((resolve) => {
    setTimeout(() => resolve({ name, outcome: 'sent', rule: '' }), PATIENCE);
  });
  try {
    void Promise.resolve(go(url)).catch(() => {});
  } catch {
    // The event names the rule.
  }
  const outcome = await Promise.race([refused, waited]);
  removeEventListener('securitypolicyviolation', listener);
  return outcome;
}

function byRequest(url: string): void {
  const request = new XMLHttpRequest();
  request.open('POST', url);
  request.send('a drawing');
}

function bySocket(url: string): void {
  const socket = new WebSocket(url.replace(/^http/, 'ws'));
  socket.onopen = () => socket.send('a drawing');
}

function byEvents(url: string): void {
  const source = new EventSource(url);
  source.onerror = () => source.close();
}

function byImage(url: string): void {
  new Image().src = url;
}

function byForm(url: string): void {
  const form = document.createElement('form');
  form.action = url;
  form.method = 'post';
  form.target = '_blank';
  document.body.append(form);
  form.submit();
  form.remove();
}

function byFrame(url: string): void {
  const frame = document.createElement('iframe');
  frame.src = url;
  frame.hidden = true;
  document.body.append(frame);
  setTimeout(() => frame.remove(), PATIENCE);
}
