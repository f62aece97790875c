// The fixture apps. Each lies in a folder of its own with the package in its node_modules; what it is built with lies further
// up. A fixture says how to build it and what to show: a folder that is served, or a server of its own.
//
//   name      what the report calls it
//   entry     'inline' (attune), 'slim' (attune/slim) or 'external' (attune/external)
//   slice     true: part of npm test, too; 'only': of npm test alone; the rest runs with npm run test:bundlers
//   kind      'example': a page of its own, whose answer is no bits to compare
//   build     makes it; answers with { folder, workers? } (server.mjs), with { url, stop } or with { extension }

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from '../browser/drivers/support.mjs';
import { html, writeModel, writePage } from './page.mjs';

const examples = fileURLToPath(new URL('../../demo/examples', import.meta.url));
const script = (path) => `<script type="module" src="${path}"></script>`;

/** An import map is how a page without a bundler reaches a package by its name. */
const importMap = (folder) => {
  const { exports } = JSON.parse(readFileSync(join(folder, 'node_modules/attune/package.json'), 'utf8'));
  const imports = Object.entries(exports)
    .filter(([, target]) => target.default?.endsWith('.js'))
    .map(([entry, target]) => [join('attune', entry), `./${join('node_modules/attune', target.default)}`]);
  return `<script type="importmap">${JSON.stringify({ imports: Object.fromEntries(imports) })}</script>`;
};

/** Built by a command line that reads main.js and writes dist/. */
const bundled = (name, entry, command, { slice, config = () => ({}), built = 'main.js' } = {}) => ({
  name,
  entry,
  slice,
  async build({ folder, run }) {
    for (const [file, text] of Object.entries(config(entry))) writeFileSync(join(folder, file), text);
    await run(...command(entry));
    writePage(join(folder, 'dist'), script(`./${built}`));
    return { folder: join(folder, 'dist') };
  },
});

const vite = (entry, options) => ({
  name: `Vite build, ${entry}`,
  entry,
  ...options,
  async build({ folder, run }) {
    viteProject(folder, entry);
    await run('vite', 'build', '--logLevel', 'warn');
    return { folder: join(folder, 'dist') };
  },
});

/** What a dev server makes of a package is not what a build makes of it. */
const viteDev = (entry) => ({
  name: `Vite dev server, ${entry}`,
  entry,
  async build({ folder, bin }) {
    viteProject(folder, entry);
    const { said, stop } = await start(
      process.execPath,
      [bin('vite'), folder, '--host', 'localhost', '--port', '0', '--clearScreen', 'false'],
      { NO_COLOR: '1' },
      /Local:\s+(http:\S+)/,
    );
    return { url: said, stop };
  },
});

function viteProject(folder, entry) {
  writeFileSync(join(folder, 'index.html'), html(script(`./${entry}.js`)));
  writeModel(join(folder, 'public'));
  writeFileSync(join(folder, 'vite.config.js'), "export default { base: './' };\n");
}

const next = (bundler) => ({
  name: `Next.js with ${bundler}`,
  entry: 'inline',
  async build({ folder, run }) {
    const page = `'use client';
import { Model, ModelStore } from 'attune';
import { useEffect } from 'react';
import { visit } from '../visit.js';

export default function Page() {
  useEffect(() => void visit({ Model, ModelStore }), []);
  return <pre id="result" />;
}
`;
    const layout = `export default function Layout({ children }) {
  return <html lang="en"><head><link rel="icon" href="data:," /></head><body>{children}</body></html>;
}
`;
    mkdirSync(join(folder, 'app'), { recursive: true });
    writeFileSync(join(folder, 'app/page.jsx'), page);
    writeFileSync(join(folder, 'app/layout.jsx'), layout);
    writeFileSync(join(folder, 'next.config.mjs'), "export default { output: 'export' };\n");
    writeModel(join(folder, 'public'));
    await run('next', 'build', `--${bundler}`);
    return { folder: join(folder, 'out') };
  },
});

const plain = (entry, name, workers, options) => ({
  name,
  entry,
  ...options,
  async build({ folder }) {
    writePage(folder, `${importMap(folder)}${script(`./${entry}.js`)}`);
    return { folder, workers };
  },
});

const webpackConfig = (entry) => ({
  'webpack.config.mjs': `export default {
  mode: 'production',
  entry: './${entry}.js',
  output: { filename: 'main.js' },
  performance: { hints: false },
};
`,
});

const rollupConfig = (entry) => ({
  'rollup.config.mjs': `import resolve from '@rollup/plugin-node-resolve';
export default { input: '${entry}.js', output: { file: 'dist/main.js', format: 'es' }, plugins: [resolve()] };
`,
});

/** A page of demo/examples, built as its README says, and somebody who uses it. */
const example = (page, name, { alias = {}, slice } = {}) => ({
  name,
  slice,
  kind: 'example',
  async build({ folder, run }) {
    cpSync(join(examples, page), join(folder, page), { recursive: true });
    for (const file of ['pad.js', 'example.css']) cpSync(join(examples, file), join(folder, file));
    const file = 'drawing-classifier-updatable.mlmodel';
    cpSync(join(examples, '../models', file), join(folder, 'public', file));
    const html = readFileSync(join(folder, page, 'index.html'), 'utf8');
    writeFileSync(join(folder, page, 'index.html'), html.replace('</body>', `${script('../use-example.js')}</body>`));
    const config = {
      ...{ root: page, publicDir: '../public', base: './', resolve: { alias } },
      build: { outDir: '../dist' },
      oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
    };
    writeFileSync(join(folder, 'vite.config.js'), `export default ${JSON.stringify(config)};\n`);
    await run('vite', 'build', '--config', 'vite.config.js', '--logLevel', 'warn');
    return { folder: join(folder, 'dist') };
  },
});

/** What preact brings in React's place; the slice has no React. */
const PREACT = {
  'react/jsx-runtime': 'preact/jsx-runtime',
  'react-dom/client': 'preact/compat/client',
  react: 'preact/compat',
};

/** A page of an extension: no server, no blobs, no inline script. */
const extension = {
  name: 'extension (Manifest V3)',
  entry: 'external',
  async build({ folder }) {
    const manifest = {
      manifest_version: 3,
      name: 'fixture',
      version: '1.0',
      // The policy that every such extension has, and WebAssembly.
      content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'" },
    };
    const made = join(folder, 'extension');
    mkdirSync(made);
    writeFileSync(join(made, 'manifest.json'), JSON.stringify(manifest));
    cpSync(join(folder, 'node_modules/attune/dist'), join(made, 'attune'), { recursive: true });
    for (const file of ['visit.js', 'scenario.js']) cpSync(join(folder, file), join(made, file));
    // An import map would be an inline script.
    const main = readFileSync(join(folder, 'external.js'), 'utf8').replace(
      "'attune/external'",
      "'./attune/external.js'",
    );
    writeFileSync(join(made, 'main.js'), main);
    writePage(made, script('main.js'));
    return { extension: made };
  },
};

export const FIXTURES = [
  plain('inline', 'plain HTML, inline', undefined, { slice: true }),
  plain('external', 'plain HTML, external', undefined, { slice: true }),
  plain('slim', 'plain HTML, slim', undefined, { slice: true }),
  plain('inline', 'strict policy, inline', 'blob:', { slice: true }),
  plain('external', 'strict policy without blobs, external', "'self'", { slice: true }),
  vite('inline', { slice: true }),
  vite('external'),
  viteDev('inline'),
  viteDev('external'),
  bundled(
    'esbuild, inline',
    'inline',
    (entry) => ['esbuild', `${entry}.js`, '--bundle', '--format=esm', '--minify', '--outfile=dist/main.js'],
    { slice: true },
  ),
  bundled('webpack 5, inline', 'inline', () => ['webpack'], { config: webpackConfig }),
  bundled('webpack 5, external', 'external', () => ['webpack'], { config: webpackConfig }),
  bundled('Rollup, inline', 'inline', () => ['rollup', '-c', 'rollup.config.mjs', '--silent'], {
    config: rollupConfig,
  }),
  bundled('Rolldown, inline', 'inline', (entry) => ['rolldown', `${entry}.js`, '-d', 'dist', '--minify'], {
    built: 'inline.js',
  }),
  example('plain', 'example, plain', { slice: true }),
  example('react', 'example with React, on preact/compat', { slice: 'only', alias: PREACT }),
  example('react', 'example with React'),
  next('turbopack'),
  next('webpack'),
  extension,
];
