// Models on disk: files, zips and folders.

import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AttuneError } from '../errors.js';
import type { Model } from '../model/model.js';
import type { ParameterValues } from '../model/parameters.js';
import type { FolderHandle } from '../package/files.js';
import { Allowance, UNLIMITED } from '../package/limits.js';
import { unzip } from '../package/unzip.js';
import { type Context, UsageError } from './context.js';

/** @throws UsageError when there is no such file */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** A model file, a zip of a package, or a package's folder. */
export async function loadModel(context: Context, path: string, parameters: ParameterValues = {}): Promise<Model> {
  const source = (await isFolder(path)) ? folderAt(path) : await readBytes(path);
  return context.Model.load(source, { parameters });
}

/** Lists a folder as a browser's directory handle does. */
export function folderAt(path: string): FolderHandle {
  return {
    kind: 'directory',
    name: basename(resolve(path)),
    async *values() {
      for (const name of (await readdir(path)).sort()) {
        const child = join(path, name);
        const found = await lstat(child);
        if (found.isDirectory()) yield folderAt(child);
        else if (found.isFile()) yield { kind: 'file', name, getFile: async () => new Blob([await readFile(child)]) };
        else throw new AttuneError('model-invalid', `'${child}' is a symbolic link or another special file`);
      }
    },
  } as FolderHandle;
}

export type Form = 'mlmodel' | 'mlpackage' | 'zip';

/** What a path's ending asks for. */
export function formOf(path: string): Form {
  if (/\.mlmodel$/i.test(path)) return 'mlmodel';
  if (/\.mlpackage[\\/]?$/i.test(path)) return 'mlpackage';
  if (/\.zip$/i.test(path)) return 'zip';
  throw new UsageError(`'${path}' ends neither in .mlmodel, .mlpackage nor .zip`);
}

/** @throws UsageError if something is there already, unless that may go */
export async function checkFree(path: string, force: boolean): Promise<void> {
  if (force) return;
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) throw new UsageError(`'${path}' exists already (--force replaces it)`);
}

/** Writes a model in the form that the path's ending asks for: whole, or not at all. Answers how many bytes. */
export async function writeModel(model: Model, path: string): Promise<number> {
  const form = formOf(path);
  const bytes = await model.export({ format: form === 'mlmodel' ? 'mlmodel' : 'mlpackage' });
  if (form === 'mlpackage') return writeFolder(path, bytes);
  await writeWhole(path, bytes);
  return bytes.length;
}

/** A package's folder, out of our own zip of it. */
async function writeFolder(path: string, zip: Uint8Array<ArrayBuffer>): Promise<number> {
  const { files, folders } = await unzip(new Blob([zip]), UNLIMITED, new Allowance(UNLIMITED), undefined);
  const inside = (name: string): string => join(...name.split('/').slice(1));
  let total = 0;
  await replacing(path, async (made) => {
    await mkdir(made);
    for (const name of folders) await mkdir(join(made, inside(name)), { recursive: true });
    for (const [name, file] of files) {
      const target = join(made, inside(name));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, new Uint8Array(await file.arrayBuffer()));
      total += file.size;
    }
  });
  return total;
}

export function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  return replacing(path, (made) => writeFile(made, content));
}

/** Made beside its place first, so that nobody ever sees half of it. */
async function replacing(path: string, make: (path: string) => Promise<void>): Promise<void> {
  const target = resolve(path);
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(dirname(target), '.attune-'));
    const made = join(folder, 'made');
    await make(made);
    const old = await lstat(target).catch(() => undefined);
    if (old?.isDirectory() === true) await rename(target, join(folder, 'old'));
    await rename(made, target);
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause)
      throw new UsageError(`'${path}' cannot be written: ${cause.message}`);
    throw cause;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function unreadable(path: string, cause: unknown): UsageError {
  const { code, message } = cause as { code?: string; message?: string };
  return new UsageError(code === 'ENOENT' ? `there is no '${path}'` : `'${path}' cannot be read: ${message}`);
}
