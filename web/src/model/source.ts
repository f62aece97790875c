// Where a model's bytes come from. The only network code of the package.

import { AttuneError } from '../errors.js';
import { nameOf, tagOf } from '../inputs/feature-input.js';
import { type FileCollection, type FolderHandle, isFile } from '../package/files.js';

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

/** How far a download is. */
export interface LoadProgress {
  /** Bytes so far. */
  readonly loaded: number;
  /** Bytes in all, where the server says so. */
  readonly total: number | undefined;
}

export interface SourceOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/**
 * @internal A Blob is what a browser can keep outside the page's own memory.
 *
 * @throws AttuneError `network` when the file cannot be fetched
 * @throws AttuneError `model-invalid` when the source is none
 */
export async function readSource(
  source: ModelSource,
  options: SourceOptions,
): Promise<Blob | FolderHandle | FileCollection> {
  switch (tagOf(source)) {
    case 'String':
    case 'URL':
      return download(await request(source as string | URL, options.signal), options);
    case 'Response':
      return download(source as Response, options);
    case 'Blob':
    case 'File':
      return progressed(source as Blob, options);
    case 'ArrayBuffer':
    case 'SharedArrayBuffer':
      return progressed(new Blob([new Uint8Array(source as ArrayBuffer).slice()]), options);
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
      return progressed(
        new Blob([new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()]),
        options,
      );
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
function alone(files: FileCollection, options: SourceOptions): Blob | undefined {
  const [file] = Array.from(files);
  if (files.length !== 1 || file === undefined || (file as Partial<File>).webkitRelativePath) return undefined;
  return progressed(file, options);
}

function progressed(file: Blob, { onProgress }: SourceOptions): Blob {
  onProgress?.({ loaded: file.size, total: file.size });
  return file;
}

async function request(url: string | URL, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(url, signal === undefined ? {} : { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new AttuneError('network', `could not fetch ${url}: ${String(cause)}`, {
      hint: typeof document === 'undefined' ? 'in Node read the file yourself and pass its bytes' : undefined,
      cause,
    });
  }
}

async function download(response: Response, { signal, onProgress }: SourceOptions): Promise<Blob> {
  const url = response.url === '' ? 'the model' : response.url;
  if (!response.ok) throw new AttuneError('network', `could not fetch ${url}: the server answered ${response.status}`);
  // Dev servers and single-page hosts answer a wrong path with their start page and status 200.
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw new AttuneError('network', `could not fetch ${url}: the server answered with a web page`, {
      hint: 'is the path right? In most dev servers files of a page belong into its public folder',
    });
  }
  const total = totalOf(response.headers);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let loaded = 0;
  try {
    const reader = response.body?.getReader();
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done || value === undefined) break;
      chunks.push(value as Uint8Array<ArrayBuffer>);
      loaded += value.length;
      onProgress?.({ loaded, total: total !== undefined && loaded > total ? undefined : total });
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw new AttuneError('network', `the download of ${url} broke off: ${String(cause)}`, { cause });
  }
  return new Blob(chunks);
}

/** Of a compressed answer Content-Length counts other bytes than we see. */
function totalOf(headers: Headers): number | undefined {
  const length = Number(headers.get('content-length'));
  return length > 0 && !headers.has('content-encoding') ? length : undefined;
}
