// Model packages for tests: as zips, as folders that a browser lends, as lists of files.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Zippable, zipSync } from 'fflate';
import type { FolderHandle } from '../../../web/src/package/files.js';

export type Tree = { readonly [path: string]: Uint8Array<ArrayBuffer> | string };

export const ROOT_ID = 'F1B2A3C4-0000-4000-8000-0123456789AB';
export const MODEL_PATH = 'Data/com.apple.CoreML/model.mlmodel';

export function bytesOf(text: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

/** A manifest with the fields that a test wants otherwise. */
export function manifest(changes: Record<string, unknown> = {}, item: Record<string, unknown> = {}): string {
  return JSON.stringify({
    fileFormatVersion: '1.0.0',
    itemInfoEntries: {
      [ROOT_ID]: {
        author: 'com.apple.CoreML',
        description: 'CoreML Model Specification',
        name: 'model.mlmodel',
        path: 'com.apple.CoreML/model.mlmodel',
        ...item,
      },
    },
    rootModelIdentifier: ROOT_ID,
    ...changes,
  });
}

/** A package of a model and other files. */
export function tree(model: Uint8Array<ArrayBuffer> | string, more: Tree = {}): Tree {
  return { 'Manifest.json': manifest(), [MODEL_PATH]: model, ...more };
}

/** Packed by fflate, which has no part in what is tested but inflating. */
export function zipOf(files: Tree, options: { level?: 0 | 6; prefix?: string } = {}): Uint8Array<ArrayBuffer> {
  const { level = 6, prefix = '' } = options;
  const entries: Zippable = {};
  for (const [path, bytes] of Object.entries(files)) entries[prefix + path] = bytesOf(bytes);
  return new Uint8Array(zipSync(entries, { level, mtime: new Date(1980, 1, 1) }));
}

/** What `showDirectoryPicker()` gives. */
export function folderOf(files: Tree, name = 'some.mlpackage'): FolderHandle {
  const children = new Map<string, Tree | Uint8Array<ArrayBuffer>>();
  for (const [path, content] of Object.entries(files)) {
    const [first, ...rest] = path.split('/');
    if (first === undefined) continue;
    if (rest.length === 0) children.set(first, bytesOf(content));
    else children.set(first, { ...(children.get(first) as Tree | undefined), [rest.join('/')]: content });
  }
  return {
    kind: 'directory',
    name,
    async *values() {
      for (const [name, child] of children) {
        if (!(child instanceof Uint8Array)) yield folderOf(child, name);
        else yield { kind: 'file', name, getFile: async () => new File([child], name) };
      }
    },
  } as FolderHandle;
}

/** What `<input type="file" webkitdirectory>` gives. */
export function listOf(files: Tree, folder = 'some.mlpackage'): File[] {
  return Object.entries(files).map(([path, content]) => {
    const file = new File([bytesOf(content)], path.slice(path.lastIndexOf('/') + 1));
    Object.defineProperty(file, 'webkitRelativePath', { value: `${folder}/${path}` });
    return file;
  });
}

/** A package of tests/models. */
export function packageTree(name: string): Tree {
  const folder = fileURLToPath(new URL(`../../models/${name}/`, import.meta.url));
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (statSync(folder + path).isFile())
      files[path.replaceAll('\\', '/')] = new Uint8Array(readFileSync(folder + path));
  }
  return files;
}
