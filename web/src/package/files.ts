// Files by path, wherever a package comes from.

import { AttuneError } from '../errors.js';
import { tagOf } from '../inputs/feature-input.js';
import type { Allowance } from './limits.js';
import { checkDistinct, checkPath, isLeftBehind } from './paths.js';

/** A folder that can be listed: a FileSystemDirectoryHandle, or the like. */
export interface FolderHandle {
  readonly kind: 'directory';
  readonly name: string;
}

/** Files as `<input type="file" webkitdirectory>` gives them, or as an array. */
export type FileCollection = ArrayLike<Blob>;

/** @internal Of any frame, unlike instanceof. */
export function isFile(value: unknown): value is Blob {
  return tagOf(value) === 'Blob' || tagOf(value) === 'File';
}

/** @internal */
export interface Files {
  /** By path from the source's top, in no certain order. */
  readonly files: Map<string, Blob>;
  /** Those that were listed as such: a folder may be empty. */
  readonly folders: Set<string>;
}

interface ListedFolder extends FolderHandle {
  values(): AsyncIterable<ListedFolder | ListedFile>;
}

interface ListedFile {
  readonly kind: 'file';
  readonly name: string;
  getFile(): Promise<Blob>;
}

/** Deeper than any package; what loops ends here. */
const DEEPEST = 16;

/**
 * @internal
 * @throws AttuneError `model-too-large`, `model-invalid`
 */
export async function listFolder(
  folder: FolderHandle,
  allowance: Allowance,
  signal: AbortSignal | undefined,
): Promise<Files> {
  const found: Files = { files: new Map(), folders: new Set() };
  const list = async (folder: ListedFolder, path: string, depth: number): Promise<void> => {
    if (depth > DEEPEST)
      throw new AttuneError('model-too-large', `folders lie more than ${DEEPEST} deep in the package`);
    for await (const entry of folder.values()) {
      signal?.throwIfAborted();
      const entryPath = path + entry.name;
      allowance.entries(1);
      if (isLeftBehind(entryPath)) continue;
      checkPath(entryPath);
      if (entry.kind === 'directory') {
        found.folders.add(entryPath);
        await list(entry, `${entryPath}/`, depth + 1);
      } else {
        const file = await entry.getFile();
        allowance.bytes(file.size);
        found.files.set(entryPath, file);
      }
    }
  };
  try {
    await list(folder as ListedFolder, '', 0);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof AttuneError) throw cause;
    throw new AttuneError('model-invalid', `the folder '${folder.name}' could not be read: ${String(cause)}`, {
      cause,
    });
  }
  checkDistinct(found.files.keys());
  return found;
}

/**
 * @internal
 * @throws AttuneError `model-too-large`, `model-invalid`
 */
export function listFiles(collection: FileCollection, allowance: Allowance): Files {
  const found: Files = { files: new Map(), folders: new Set() };
  allowance.entries(collection.length);
  const paths: string[] = [];
  for (const file of Array.from(collection)) {
    const { webkitRelativePath, name } = file as Partial<File>;
    const path = webkitRelativePath || name || '';
    if (isLeftBehind(path)) continue;
    checkPath(path);
    allowance.bytes(file.size);
    paths.push(path);
    found.files.set(path, file);
  }
  checkDistinct(paths);
  return found;
}
