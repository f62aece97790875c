// The Vite plugin: model files and packages as modules.
//
//   import model from './emoji.mlmodel';           a URL: the file is copied into the build
//   import model from './emoji.mlmodel?inline';    the bytes, in the script: for pages that may fetch nothing
//
// Either goes into Model.load(). A .mlpackage folder becomes one zip.

import { statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { folderAt } from '../cli/disk.js';
import type { ModelClass } from '../model/model-class.js';
import { moduleTypesOf } from '../model/typescript.js';
import { readLimits } from '../package/limits.js';
import { openModel } from '../package/open.js';

export interface AttuneOptions {
  /** Put all models into the script, as `?inline` does with one. Default false. */
  readonly inline?: boolean;
  /**
   * Write `emoji.d.mlmodel.ts` beside `emoji.mlmodel`, so that `Model.load(model)` knows the features. TypeScript reads it with
   * `"allowArbitraryExtensions": true`. Default false.
   */
  readonly types?: boolean;
}

/** As much of Vite's `Plugin` as is used: any release since Vite 5 takes it. */
export interface AttunePlugin {
  name: string;
  enforce: 'pre';
  resolveId(source: string, importer: string | undefined): string | undefined;
  configResolved(config: { command: 'build' | 'serve'; base: string; root: string }): void;
  configureServer(server: DevServer): void;
  load(this: BuildContext, id: string): Promise<string | undefined>;
}

interface DevServer {
  middlewares: { use(handler: (request: Request, response: Response, next: () => void) => void): void };
}

interface Request {
  url?: string | undefined;
}

interface Response {
  setHeader(name: string, value: string): unknown;
  end(body: Uint8Array): unknown;
  statusCode: number;
}

interface BuildContext {
  addWatchFile(path: string): void;
  emitFile(file: { type: 'asset'; name: string; source: Uint8Array }): string;
}

/** Where the dev server answers with models; the path of the file follows. */
const SERVED = '@attune/model/';

/** @param coreOf where models come from that are to be described */
export function modelPlugin(coreOf: () => Promise<ModelClass>, options: AttuneOptions = {}): AttunePlugin {
  let base = '/';
  let root = process.cwd();
  let isBuild = false;
  /** What the dev server may give away: what was imported, nothing else. */
  const served = new Map<string, string>();
  return {
    name: 'attune',
    enforce: 'pre',
    resolveId(source, importer) {
      // Vite looks for a module inside a folder; this one is the module. While one develops, paths begin at the root.
      const [, path, query = ''] = /^([./].*\.mlpackage)(\?inline)?$/.exec(source) ?? [];
      if (path === undefined) return undefined;
      const places = path.startsWith('.') ? [resolve(dirname(importer ?? root), path)] : [path, join(root, path)];
      const found = places.find((place) => statSync(place, { throwIfNoEntry: false })?.isDirectory() === true);
      return found === undefined ? undefined : found + query;
    },
    configResolved(config) {
      base = config.base;
      root = config.root;
      isBuild = config.command === 'build';
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const [, key = ''] = request.url?.split('?')[0]?.split(SERVED) ?? [];
        const path = served.get(key);
        if (path === undefined) return next();
        read(path).then(
          (bytes) => {
            response.setHeader('Content-Type', 'application/octet-stream');
            response.end(bytes);
          },
          () => {
            response.statusCode = 404;
            response.end(new Uint8Array());
          },
        );
      });
    },
    async load(id) {
      const [path = '', query] = id.split('?');
      const [, ending] = /\.(mlmodel|mlpackage)$/.exec(path) ?? [];
      // `?url`, `?raw` and the like are Vite's own.
      if (ending === undefined || (query !== undefined && query !== 'inline')) return undefined;
      this.addWatchFile(ending === 'mlpackage' ? join(path, 'Manifest.json') : path);
      const bytes = await read(path);
      if (options.types === true) await writeTypes(path, bytes, await coreOf());
      if (query === 'inline' || options.inline === true) return inlined(bytes);
      const name = basename(path) + (ending === 'mlpackage' ? '.zip' : '');
      if (isBuild) {
        const reference = this.emitFile({ type: 'asset', name, source: bytes });
        return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
      }
      const known = [...served].find(([, one]) => one === path);
      const key = known?.[0] ?? `${served.size}/${encodeURIComponent(name)}`;
      served.set(key, path);
      return `export default ${JSON.stringify(`${base}${SERVED}${key}`)};`;
    },
  };
}

/** base64, because the browser decodes it itself; weights hardly compress in either spelling. */
function inlined(bytes: Uint8Array): string {
  return `export default Uint8Array.from(atob('${Buffer.from(bytes).toString('base64')}'), (letter) => letter.charCodeAt(0));`;
}

/** The file, or a zip of the package: the same bytes each time. */
async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  if (!path.endsWith('.mlpackage')) return new Uint8Array(await readFile(path));
  const { package: found } = await openModel(folderAt(path), readLimits());
  return (found as NonNullable<typeof found>).zip();
}

/** `emoji.d.mlmodel.ts`; left alone when it says the same already, so that nothing is built anew for it. */
async function writeTypes(path: string, bytes: Uint8Array<ArrayBuffer>, Model: ModelClass): Promise<void> {
  const file = basename(path);
  const model = await Model.load(bytes);
  const text = moduleTypesOf(model.description, { file, entry: 'attune' });
  model.dispose();
  const target = join(dirname(path), file.replace(/\.(mlmodel|mlpackage)$/, '.d.$1.ts'));
  if ((await readFile(target, 'utf8').catch(() => undefined)) !== text) await writeFile(target, text);
}
