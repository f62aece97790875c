import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchFile, readResponse } from '../../../web/src/model/download.js';
import { fakeModel } from '../support/fake-core.js';
import { inThread, weightOf } from '../support/models.js';

const FILE = Buffer.from(Uint8Array.from({ length: 100_000 }, (_, index) => index * 7));
const SHA256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let server: Server | undefined;
afterEach(async () => {
  vi.unstubAllGlobals();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

/** Answers request after request as told; the last one for ever. @returns the address, and the ranges asked for */
async function serve(...answers: ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  const asked: (string | undefined)[] = [];
  server = createServer((request, response) => {
    asked.push(request.headers.range);
    (answers[asked.length - 1] ?? answers.at(-1))?.(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.mlmodel`, asked };
}

const startOf = ({ headers }: IncomingMessage): number => Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);

/** A server that knows ranges. @param most how many bytes come before the cable is pulled */
const ranged =
  (most = Number.POSITIVE_INFINITY, etag = '"1"', file = FILE) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const start = startOf(request);
    const range = start > 0 ? { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` } : {};
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': file.length - start, etag, ...range });
    const end = Math.min(file.length, start + most);
    response.write(file.subarray(start, end), () => {
      if (end < file.length) setTimeout(() => response.destroy(), 20);
      else response.end();
    });
  };

/** One that does not, and cuts. */
const plain =
  (most = Number.POSITIVE_INFINITY) =>
  (_request: IncomingMessage, response: ServerResponse): void =>
    ranged(most)({ headers: {} } as IncomingMessage, response);

describe('a download that breaks off', () => {
  it('goes on where it was, as often as three times', async () => {
    const { url, asked } = await serve(ranged(30_000), ranged(20_000), ranged(10_000), ranged());
    const progress: { loaded: number; total: number | undefined }[] = [];
    const file = await fetchFile(url, { onProgress: (at) => progress.push(at) });
    expect(Buffer.from(await file.arrayBuffer()).equals(FILE)).toBe(true);
    expect(asked).toEqual([undefined, 'bytes=30000-', 'bytes=50000-', 'bytes=60000-']);
    expect(progress.at(-1)).toEqual({ loaded: FILE.length, total: FILE.length });
    expect(progress.map(({ loaded }) => loaded)).toEqual(progress.map(({ loaded }) => loaded).sort((a, b) => a - b));
  });

  it('comes whole where nobody says how much there is', async () => {
    const { url } = await serve((_request, response) => {
      response.write(FILE.subarray(0, 70_000), () => setTimeout(() => response.end(FILE.subarray(70_000)), 20));
    });
    const progress: (number | undefined)[] = [];
    const file = await fetchFile(url, { onProgress: ({ total }) => progress.push(total) });
    expect(Buffer.from(await file.arrayBuffer()).equals(FILE)).toBe(true);
    expect(new Set(progress)).toEqual(new Set([undefined]));
  });

  it('comes whole where an answer says less than it holds', async () => {
    const lie = { headers: { 'content-length': '1000' } };
    const file = await readResponse(new Response(FILE, lie), {});
    expect(Buffer.from(await file.arrayBuffer()).equals(FILE)).toBe(true);
  });

  it('leaves the bytes alone that somebody else’s stream brought', async () => {
    const bytes = new Uint8Array(FILE);
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes);
        controller.close();
      },
    });
    const file = await readResponse(new Response(body, { headers: { 'content-length': String(FILE.length) } }), {});
    expect(file.size).toBe(FILE.length);
    expect(Buffer.from(bytes).equals(FILE)).toBe(true);
  });

  it('is refused where an answer says more than it holds', async () => {
    const lie = { headers: { 'content-length': '200000' } };
    await expect(readResponse(new Response(FILE, lie), {})).rejects.toMatchObject({ code: 'network' });
  });

  it('begins again where the server sends all of it', async () => {
    const { url, asked } = await serve(plain(30_000), plain());
    const file = await fetchFile(url, {});
    expect(Buffer.from(await file.arrayBuffer()).equals(FILE)).toBe(true);
    expect(asked).toEqual([undefined, 'bytes=30000-']);
  });

  it('never joins two files: one that was changed meanwhile begins again', async () => {
    const newer = Buffer.from(FILE.map((byte) => byte ^ 255));
    const { url, asked } = await serve(ranged(30_000, '"1"'), ranged(undefined, '"2"', newer));
    const file = await fetchFile(url, {});
    expect(Buffer.from(await file.arrayBuffer()).equals(newer)).toBe(true);
    expect(asked).toEqual([undefined, 'bytes=30000-', undefined]);
  });

  it('is given up in the end, with the code network', async () => {
    const { url, asked } = await serve(ranged(1000));
    await expect(fetchFile(url, {})).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('broke off'),
    });
    expect(asked).toHaveLength(4);
  });

  it('is over when its signal says so', async () => {
    const { url, asked } = await serve(ranged(1000));
    const abort = new AbortController();
    const loading = fetchFile(url, { signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) });
    await expect(loading).rejects.toThrow('enough');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(asked).toHaveLength(1);
  });
});

describe('what no download is', () => {
  it.each([
    ['a file that is not there', 404, {}, '404'],
    ['a server that fails', 500, {}, '500'],
    ['a web page', 200, { 'content-type': 'text/html; charset=utf-8' }, 'web page'],
  ])('%s: said at once, not asked again', async (_, status, headers, message) => {
    const { url, asked } = await serve((_request, response) =>
      response.writeHead(status, headers).end('<!doctype html>'),
    );
    const refused = { code: 'network', message: expect.stringContaining(message) };
    await expect(inThread().Model.load(url)).rejects.toMatchObject(refused);
    expect(asked).toHaveLength(1);
  });

  it('a file of another hash: refused before the core sees it', async () => {
    const world = inThread();
    const { url } = await serve((_request, response) => void response.end(fakeModel(3)));
    const wanted = SHA256(fakeModel(2));
    await expect(world.Model.load(url, { sha256: wanted })).rejects.toMatchObject({ code: 'integrity' });
    expect(world.core?.calls.loadModel).toBeUndefined();
  });
});

describe('a kept model', () => {
  class FakeCaches {
    readonly entries = new Map<string, Response>();
    async open() {
      return {
        match: async (key: string) => this.entries.get(key)?.clone(),
        put: async (key: string, response: Response) => void this.entries.set(key, response),
      };
    }
  }

  it('is asked for once, and taken from the cache from then on', async () => {
    vi.stubGlobal('caches', new FakeCaches());
    const { url, asked } = await serve((_request, response) => void response.end(fakeModel(2)));
    const { Model } = inThread();
    const options = { sha256: SHA256(fakeModel(2)).toUpperCase(), cache: true };
    expect(await weightOf(await Model.load(url, options))).toBe(2);
    expect(await weightOf(await Model.load(url, options))).toBe(2);
    expect(asked).toHaveLength(1);
  });

  it('is not used when it is damaged, and replaced', async () => {
    const caches = new FakeCaches();
    vi.stubGlobal('caches', caches);
    const { url, asked } = await serve((_request, response) => void response.end(fakeModel(2)));
    const { Model } = inThread();
    const options = { sha256: SHA256(fakeModel(2)), cache: true };
    await Model.load(url, options);
    for (const key of caches.entries.keys()) caches.entries.set(key, new Response(fakeModel(3)));
    expect(await weightOf(await Model.load(url, options))).toBe(2);
    await Model.load(url, options);
    expect(asked).toHaveLength(2);
  });

  it('needs the hash, and nothing fails without caches or without room', async () => {
    const { url, asked } = await serve((_request, response) => void response.end(fakeModel(2)));
    const { Model } = inThread();
    await expect(Model.load(url, { cache: true })).rejects.toMatchObject({ code: 'invalid-parameter' });
    const options = { sha256: SHA256(fakeModel(2)), cache: true };
    await Model.load(url, options);
    vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('', 'QuotaExceededError')) });
    await Model.load(url, options);
    expect(asked).toHaveLength(2);
  });
});
