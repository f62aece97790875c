// Where a model's bytes come from.

import { AttuneError } from '../errors.js';
import { nameOf, tagOf } from '../inputs/feature-input.js';
import { fileOf } from '../package/file-bytes.js';
import { type FileCollection, type FolderHandle, isFile } from '../package/files.js';
import { type DownloadOptions, fetchFile, readResponse } from './download.js';

/**
 * A URL is fetched; everything else is read as it is. Each may hold a model file or a zip of a model package; a package's
 * folder comes as a directory handle (`showDirectoryPicker()`) or as its files (`<input type="file" webkitdirectory>`).
 */
export type ModelSource =
  | string
  | URL
  | Response
  | Blob
  | ArrayBuffer
  | Uint8Array
  | DataView
  | FolderHandle
  | FileCollection;

/**
 * @internal A Blob is what a browser can keep outside the page's own memory.
 *
 * @throws AttuneError `network` when the file cannot be fetched
 * @throws AttuneError `model-invalid` when the source is none
 */
export async function readSource(
  source: ModelSource,
  options: DownloadOptions,
): Promise<Blob | FolderHandle | FileCollection> {
  switch (tagOf(source)) {
    case 'String':
    case 'URL':
      return fetchFile(source as string | URL, options);
    case 'Response':
      return readResponse(source as Response, options);
    case 'Blob':
    case 'File':
      return progressed(source as Blob, options);
    case 'ArrayBuffer':
    case 'SharedArrayBuffer':
      return progressed(fileOf(new Uint8Array(source as ArrayBuffer).slice()), options);
    default:
      if (isFolder(source)) return source;
      if (isCollection(source)) return alone(source, options) ?? source;
      if (!ArrayBuffer.isView(source)) {
        throw new AttuneError(
          'model-invalid',
          `a model comes from a URL, a Response, a Blob, bytes, a folder or its files, got ${nameOf(source)}`,
        );
      }
      // slice(): a Blob refuses memory that is shared.
      return progressed(fileOf(new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()), options);
  }
}

function isFolder(source: ModelSource): source is FolderHandle {
  return (
    typeof source === 'object' &&
    source !== null &&
    'kind' in source &&
    source.kind === 'directory' &&
    'values' in source
  );
}

function isCollection(source: ModelSource): source is FileCollection {
  if (typeof source !== 'object' || source === null || !('length' in source) || ArrayBuffer.isView(source))
    return false;
  return source.length > 0 && Array.from(source).every(isFile);
}

/** One file that was picked, not out of a folder. */
function alone(files: FileCollection, options: DownloadOptions): Blob | undefined {
  const [file] = Array.from(files);
  if (files.length !== 1 || file === undefined || (file as Partial<File>).webkitRelativePath) return undefined;
  return progressed(file, options);
}

function progressed(file: Blob, { onProgress }: DownloadOptions): Blob {
  onProgress?.({ loaded: file.size, total: file.size });
  return file;
}
