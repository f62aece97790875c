// The built page forbids itself the network. Only the built one: hot reload does not work under such a policy.

import type { Plugin } from 'vite';

/** Each line is one thing that the page may do; everything else is refused by the browser. */
const POLICY = [
  "default-src 'none'",
  // The page's own scripts, among them the model and the WebAssembly core; compiling the latter needs the second word.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  // Attune's worker is made from a string inside the page's own script.
  'worker-src blob:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types attune',
];

export function seal(): Plugin {
  return {
    name: 'seal',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY.join('; ') },
          // Before the first script: a policy does not reach back.
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}
