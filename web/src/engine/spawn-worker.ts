// A worker made of a string: no second file that a bundler could lose or a server could refuse.

import { AttuneError } from '../errors.js';

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

/** Where copies of this package share the policy: a page that forbids duplicates allows each name once. */
const POLICY: unique symbol = Symbol.for('attune.trusted-types') as never;

interface Globals {
  trustedTypes?: PolicyFactory;
  [POLICY]?: ScriptUrlPolicy;
}

export interface Spawned {
  readonly worker: Worker;
  /** Frees the URL. Only after the worker has answered: revoked earlier, some browsers start nothing, silently. */
  started(): void;
}

/**
 * @param source an ES module without imports
 * @throws AttuneError `worker-start` when the page's policies forbid it
 * @throws AttuneError `unsupported-browser` where there are no workers
 */
export function spawnWorker(source: string): Spawned {
  requireWorkers();
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  try {
    const worker = new Worker(trusted(url), { type: 'module', name: 'attune' });
    return { worker, started: () => URL.revokeObjectURL(url) };
  } catch (cause) {
    URL.revokeObjectURL(url);
    throw new AttuneError('worker-start', `the page does not allow the worker: ${String(cause)}`, {
      hint: 'the Content-Security-Policy must allow `worker-src blob:` and, with Trusted Types, `trusted-types attune`',
      cause,
    });
  }
}

/** @throws AttuneError `unsupported-browser` where there are no workers */
export function requireWorkers(): void {
  if (typeof Worker !== 'undefined') return;
  throw new AttuneError('unsupported-browser', 'there are no workers here', {
    hint: "in Node and inside other workers import from 'attune/core'",
  });
}

/** A worker's URL is a Trusted Types sink: where pages enforce them, the Worker takes no plain string. */
function trusted(url: string): string {
  const globals = globalThis as Globals;
  if (globals.trustedTypes === undefined) return url;
  try {
    globals[POLICY] ??= globals.trustedTypes.createPolicy('attune', { createScriptURL: onlyBlobs });
  } catch {
    return url; // the page forbids the policy, but it may allow strings: the Worker will tell
  }
  return globals[POLICY].createScriptURL(url) as string; // a TrustedScriptURL, which the DOM's types do not know
}

/** The policy lies open on the global object: it must not bless what a stranger hands it. */
function onlyBlobs(url: string): string {
  if (!url.startsWith('blob:')) throw new TypeError('attune makes workers of blobs only');
  return url;
}
