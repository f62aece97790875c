// A model package (.mlpackage): a manifest, the model, and whatever lies beside it.

import { AttuneError } from '../errors.js';
import type { Files } from './files.js';
import { MANIFEST, type ManifestItem, readManifest, writeManifest } from './manifest.js';
import { checkName, shown } from './paths.js';
import { crcOf, writeZip } from './write-zip.js';

/** The folder in a zip that we write. */
const FOLDER = 'Model.mlpackage';

const MODEL_ITEM: ManifestItem = {
  author: 'com.apple.CoreML',
  description: 'CoreML Model Specification',
  name: 'model.mlmodel',
  path: 'Data/com.apple.CoreML/model.mlmodel',
};

export class ModelPackage {
  /** The model's weights lie in files of their own: without them it is not whole. */
  readonly hasWeightFiles: boolean;
  /** The model's path. */
  readonly #root: string;
  readonly #files: ReadonlyMap<string, Blob>;
  readonly #emptyFolders: readonly string[];

  private constructor(
    root: string,
    files: ReadonlyMap<string, Blob>,
    emptyFolders: readonly string[],
    hasWeightFiles: boolean,
  ) {
    this.#root = root;
    this.#files = files;
    this.#emptyFolders = emptyFolders;
    this.hasWeightFiles = hasWeightFiles;
  }

  /**
   * Finds the package among files, at their top or in one of their folders.
   *
   * @throws AttuneError `model-invalid` when there is none, or it breaks the format's rules
   * @throws AttuneError `unsupported` for a newer format and for a compiled model · `model-too-large`
   */
  static async find(source: Files): Promise<ModelPackage> {
    const top = findTop(source.files);
    const inside = (path: string): string | undefined => (path.startsWith(top) ? path.slice(top.length) : undefined);
    const files = new Map<string, Blob>();
    for (const [path, file] of source.files) {
      const own = inside(path);
      if (own === undefined) continue;
      checkName(own);
      files.set(own, file);
    }
    const { items, root } = await readManifest(files.get(MANIFEST) as Blob);
    const listed = new Set([...source.folders].map(inside));
    const filled = new Set([...files.keys()].flatMap(foldersOf));
    const empty = new Set<string>();
    for (const { path } of items.values()) {
      if (files.has(path) || filled.has(path)) continue;
      if (!listed.has(path)) {
        throw new AttuneError('model-invalid', `the package's ${MANIFEST} names '${shown(path)}', which is not there`);
      }
      empty.add(path);
    }
    if (!files.has(root.path)) {
      throw new AttuneError('model-invalid', `the package's model '${shown(root.path)}' is a folder, not a file`);
    }
    const weights = [...items.values()].filter(({ name }) => name === 'weights').map(({ path }) => path);
    const hasWeights = [...weights, `${parentOf(root.path)}/weights`].some(
      (path) => files.has(path) || filled.has(path),
    );
    return new ModelPackage(root.path, files, [...empty], hasWeights);
  }

  /** A model file alone, as a package. The same bytes give the same identifier. */
  static async of(model: Uint8Array<ArrayBuffer>): Promise<ModelPackage> {
    const manifest = writeManifest(await identifierOf(model), MODEL_ITEM);
    return new ModelPackage(
      MODEL_ITEM.path,
      new Map([
        [MANIFEST, new Blob([manifest])],
        [MODEL_ITEM.path, new Blob([model])],
      ]),
      [],
      false,
    );
  }

  /** The `.mlmodel` in it. */
  get model(): Blob {
    return this.#files.get(this.#root) as Blob;
  }

  /**
   * All files by path, with another model in the place of this one. In one order, whatever the package came from; a path that
   * ends in `/` is an empty folder.
   */
  async contents(model?: Uint8Array<ArrayBuffer>): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
    const paths = [...this.#files.keys()].filter((path) => path !== MANIFEST);
    const contents = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const path of [MANIFEST, ...[...paths, ...this.#emptyFolders.map((folder) => `${folder}/`)].sort()]) {
      const file = this.#files.get(path);
      if (path === this.#root && model !== undefined) contents.set(path, model);
      else contents.set(path, new Uint8Array(file === undefined ? new ArrayBuffer(0) : await file.arrayBuffer()));
    }
    return contents;
  }

  /** The package as a zip, the same bytes for the same files. */
  async zip(model?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const contents = await this.contents(model);
    return writeZip(new Map([...contents].map(([path, bytes]) => [`${FOLDER}/${path}`, bytes])));
  }
}

/** The path of the folder that holds the manifest: empty, or with `/` at its end. */
function findTop(files: ReadonlyMap<string, Blob>): string {
  const tops = [...files.keys()]
    .filter((path) => path === MANIFEST || path.endsWith(`/${MANIFEST}`))
    .map((path) => path.slice(0, path.length - MANIFEST.length));
  const depth = (path: string): number => path.split('/').length;
  const highest = Math.min(...tops.map(depth));
  const [top, other] = tops.filter((path) => depth(path) === highest);
  if (top === undefined) throw noPackage(files);
  if (other === undefined) return top;
  throw new AttuneError('model-invalid', `there are two packages: '${shown(top)}' and '${shown(other)}'`);
}

function noPackage(files: ReadonlyMap<string, Blob>): AttuneError {
  const paths = [...files.keys()];
  if (paths.some((path) => /(?:^|\/)coremldata\.bin$/.test(path))) {
    return new AttuneError('unsupported', 'this is a compiled model (.mlmodelc), whose format is Apple’s own', {
      hint: 'pass the .mlmodel or .mlpackage that it was compiled from',
    });
  }
  const model = paths.find((path) => path.endsWith('.mlmodel'));
  return new AttuneError('model-invalid', `this is no model package: there is no ${MANIFEST}`, {
    hint:
      model === undefined
        ? 'pass the whole .mlpackage folder, or a zip of it'
        : `pass the file '${shown(model)}' itself`,
  });
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** A UUID of version 8, whose bits are one's own to choose: the model's length and CRC-32. */
async function identifierOf(model: Uint8Array): Promise<string> {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0').slice(-digits);
  const crc = hex(await crcOf(model), 8);
  const length = hex(model.length, 12);
  return `${crc}-${hex(0, 4)}-8${hex(0, 3)}-8${hex(1, 3)}-${length}`.toUpperCase();
}
