import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
// By its place: the alias below is for the page, not for this file.
import { attune } from '../dist/vite.js';
import { seal } from './plugins/seal.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('.'),
  // The built folder works from any path of any server.
  base: './',
  plugins: [attune(), seal()],
  resolve: {
    // The demo imports the package by its public name, as its users do; here it lies one folder up.
    alias: [
      { find: /^attune$/, replacement: path('../dist/index.js') },
      { find: /^attune\/(inputs|core|store|build)$/, replacement: path('../dist/$1.js') },
    ],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { fs: { allow: [path('..')] } },
  build: {
    outDir: path('../build/demo'),
    emptyOutDir: true,
    target: 'es2022',
    // Every browser that can run the core knows it by itself.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // The core is WebAssembly in hex, the model is base64: large as text, less than half of it when compressed.
    chunkSizeWarningLimit: 1600,
  },
});
