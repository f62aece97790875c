// A file over the network, even if the connection breaks on the way. The only network code of the package.

import { AttuneError } from '../errors.js';
import { ArrivingFile, concatenated, fileOf } from '../package/file-bytes.js';

/** How far a download is. */
export interface LoadProgress {
  /** Bytes so far. */
  readonly loaded: number;
  /** Bytes in all, where the server says so. */
  readonly total: number | undefined;
}

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** How often a download that broke off goes on, and how long it waits before: once, twice, four times so long. */
const RESUMES = 3;
const FIRST_WAIT_MS = 250;
/** Memory that is taken at a server's word, in bytes. */
const BELIEVED = 256 << 20;
/** Bytes that are read at a time, at most. */
const READ = 256 << 10;

/**
 * Fetches a file. A download that breaks off goes on where it was, if the server sends the rest of the same file; if it sends
 * all of it, or the file was changed meanwhile, it begins again.
 *
 * @throws AttuneError `network` when there is no such file, when the answer is a web page, or when the connection breaks again
 *   and again
 */
export async function fetchFile(url: string | URL, { signal, onProgress }: DownloadOptions): Promise<Blob> {
  const download = new Download(String(url), onProgress);
  for (let resumes = 0; ; resumes++) {
    try {
      return await download.receive(await request(url, download.rest, signal), signal);
    } catch (error) {
      if (!(error instanceof AttuneError) || !download.brokeOff || resumes === RESUMES) throw error;
      await pause(FIRST_WAIT_MS * 2 ** resumes, signal);
    }
  }
}

/** The body of an answer that somebody else asked for: it cannot be asked for again. */
export function readResponse(response: Response, { signal, onProgress }: DownloadOptions): Promise<Blob> {
  return new Download(response.url === '' ? 'the model' : response.url, onProgress).receive(response, signal);
}

/** As far as it came. */
class Download {
  readonly #url: string;
  readonly #onProgress: DownloadOptions['onProgress'];
  #chunks: Uint8Array[] = [];
  /** In place of chunks, where a server says how much there is. */
  #whole: ArrivingFile | undefined;
  #loaded = 0;
  #total: number | undefined;
  /** What the server calls these bytes: what follows must be of the same file. */
  #mark: string | null = null;
  #brokeOff = false;

  constructor(url: string, onProgress: DownloadOptions['onProgress']) {
    this.#url = url;
    this.#onProgress = onProgress;
  }

  /** Whether bytes had begun to come. */
  get brokeOff(): boolean {
    return this.#brokeOff;
  }

  /** What to ask for next; undefined: all of it. */
  get rest(): string | undefined {
    return this.#loaded > 0 ? `bytes=${this.#loaded}-` : undefined;
  }

  async receive(response: Response, signal: AbortSignal | undefined): Promise<Blob> {
    this.#check(response);
    if (!this.#goesOn(response)) this.#begin(response);
    try {
      for await (const chunk of chunksOf(response.body)) {
        signal?.throwIfAborted();
        this.#take(chunk);
        const total = this.#total !== undefined && this.#loaded > this.#total ? undefined : this.#total;
        this.#onProgress?.({ loaded: this.#loaded, total });
      }
    } catch (cause) {
      signal?.throwIfAborted();
      this.#brokeOff = true;
      throw this.#network(`the download of ${this.#url} broke off: ${String(cause)}`, cause);
    }
    if (this.#total !== undefined && this.#loaded < this.#total) {
      this.#brokeOff = true;
      throw this.#network(`the download of ${this.#url} broke off after ${this.#loaded} of ${this.#total} bytes`);
    }
    // The whole is full, or it would have been refused.
    return this.#whole?.file() ?? fileOf(concatenated(this.#chunks));
  }

  #take(chunk: Uint8Array): void {
    if (this.#whole?.hasRoomFor(chunk) === false) {
      this.#chunks = [this.#whole.bytes]; // more than was said
      this.#whole = undefined;
    }
    if (this.#whole === undefined) this.#chunks.push(chunk.slice());
    else this.#whole.add(chunk);
    this.#loaded += chunk.length;
  }

  #check(response: Response): void {
    if (response.status === 416) this.#forget(); // the file is shorter than it was
    if (!response.ok) throw this.#network(`could not fetch ${this.#url}: the server answered ${response.status}`);
    // Dev servers and single-page hosts answer a wrong path with their start page and status 200.
    if (response.headers.get('content-type')?.startsWith('text/html')) {
      throw this.#network(`could not fetch ${this.#url}: the server answered with a web page`, undefined, {
        hint: 'is the path right? In most dev servers files of a page belong into its public folder',
      });
    }
  }

  /** Whether the answer is the rest of what is there. */
  #goesOn({ status, headers }: Response): boolean {
    if (this.#loaded === 0 || status !== 206) return false;
    const start = Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? Number.NaN);
    if (start === this.#loaded && markOf(headers) === this.#mark) return true;
    this.#forget();
    throw this.#network(`${this.#url} was changed while it was on its way`);
  }

  #begin({ headers }: Response): void {
    this.#forget();
    this.#mark = markOf(headers);
    this.#total = totalOf(headers);
    this.#whole = roomFor(this.#total);
  }

  #forget(): void {
    this.#chunks = [];
    this.#whole = undefined;
    this.#loaded = 0;
    this.#total = undefined;
  }

  #network(message: string, cause?: unknown, details: { readonly hint?: string } = {}): AttuneError {
    return new AttuneError('network', message, { cause, ...details });
  }
}

/** Each is to be copied before the next: where the browser can, all are read into the same memory, so that none waits to be collected. */
async function* chunksOf(body: ReadableStream<Uint8Array<ArrayBuffer>> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = byteReader(body);
  if (reader === undefined) {
    const plain = body.getReader();
    for (let next = await plain.read(); !next.done; next = await plain.read()) yield next.value;
    return;
  }
  let next = await reader.read(new Uint8Array(READ));
  while (!next.done) {
    yield next.value;
    next = await reader.read(new Uint8Array(next.value.buffer));
  }
}

/** Undefined: of a stream of no bytes, or in an older browser. */
function byteReader(body: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}

async function request(
  url: string | URL,
  range: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  try {
    return await fetch(url, {
      ...(signal === undefined ? {} : { signal }),
      ...(range === undefined ? {} : { headers: { range } }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new AttuneError('network', `could not fetch ${url}: ${String(cause)}`, {
      hint: typeof document === 'undefined' ? 'in Node read the file yourself and pass its bytes' : undefined,
      cause,
    });
  }
}

/** Of a compressed answer Content-Length counts other bytes than we see. */
function totalOf(headers: Headers): number | undefined {
  const length = Number(headers.get('content-length'));
  return length > 0 && !headers.has('content-encoding') ? length : undefined;
}

/** Undefined: it may be a lie, or there is not so much memory in one piece; then memory is taken as bytes come. */
function roomFor(total: number | undefined): ArrivingFile | undefined {
  if (total === undefined || total > BELIEVED) return undefined;
  try {
    return new ArrivingFile(total);
  } catch {
    return undefined;
  }
}

/** A compressed answer has no parts that we could ask for. */
function markOf(headers: Headers): string | null {
  return headers.has('content-encoding') ? 'compressed' : (headers.get('etag') ?? headers.get('last-modified'));
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  signal?.throwIfAborted();
}
