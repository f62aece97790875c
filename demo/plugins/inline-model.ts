// import bytes from './some.mlmodel': the file arrives as a script, so a page under connect-src 'none' needs no fetch.
//
// base64, because the browser decodes it itself. Measured on the drawing classifier after brotli: 384 KB, as hex 382 KB,
// the plain file 359 KB; weights hardly compress either way.

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

export function inlineModel(): Plugin {
  return {
    name: 'inline-model',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.mlmodel')) return undefined;
      this.addWatchFile(id);
      const text = (await readFile(id)).toString('base64');
      return `export default Uint8Array.from(atob('${text}'), (letter) => letter.charCodeAt(0));`;
    },
  };
}
