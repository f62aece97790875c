import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileFile, compileHex } from '../../../web/src/engine/compile.js';
import { spawnFile } from '../../../web/src/engine/spawn-file.js';
import { spawnWorker } from '../../../web/src/engine/spawn-worker.js';

const EMPTY_MODULE = '0061736d01000000';
const POLICY = Symbol.for('attune.trusted-types');

afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(globalThis, POLICY);
});

describe('compileFile', () => {
  const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  const serve = (status: number, type: string): void => {
    vi.stubGlobal('fetch', async () => new Response(bytes, { status, headers: { 'content-type': type } }));
  };

  it.each(['application/wasm', 'application/octet-stream'])('compiles a file that comes as %s', async (type) => {
    serve(200, type);
    expect(await compileFile('/core.wasm')).toBeInstanceOf(WebAssembly.Module);
  });

  it('says which file is missing', async () => {
    serve(404, 'text/html');
    await expect(compileFile('/core.wasm')).rejects.toMatchObject({
      ...{ code: 'network', message: '/core.wasm could not be fetched: status 404' },
    });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
    await expect(compileFile('/core.wasm')).rejects.toMatchObject({ code: 'network' });
  });

  it('says that a file is none', async () => {
    vi.stubGlobal('fetch', async () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }));
    await expect(compileFile('/core.wasm')).rejects.toMatchObject({ code: 'unsupported-browser' });
  });
});

describe('spawnFile', () => {
  it('starts the worker beside the entry, or the one that it is told', () => {
    const { made } = page();
    const trusted = { toJSON: () => '/worker.js' };
    spawnFile(undefined);
    spawnFile('/worker.js');
    spawnFile(trusted);
    expect([String(made[0]).endsWith('/worker.js'), made[1], made[2]]).toEqual([true, '/worker.js', trusted]);
  });

  it('says what to do where the page refuses', () => {
    page(() => {
      throw new TypeError('This document requires TrustedScriptURL');
    });
    expect(() => spawnFile(undefined)).toThrow(
      expect.objectContaining({ code: 'worker-start', hint: expect.stringContaining('TrustedScriptURL') }),
    );
  });
});

describe('compileHex', () => {
  it('compiles what the build wrote', async () => {
    expect(await compileHex(EMPTY_MODULE)).toBeInstanceOf(WebAssembly.Module);
    const bytes = Array.from({ length: 256 }, (_, byte) => byte);
    const compile = vi.spyOn(WebAssembly, 'compile').mockResolvedValue({} as WebAssembly.Module);
    await compileHex(bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(''));
    expect(compile).toHaveBeenCalledWith(Uint8Array.from(bytes));
    compile.mockRestore();
  });

  it('names what a browser lacks, and the browsers that have it', async () => {
    const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    await expect(compileHex(EMPTY_MODULE)).rejects.toMatchObject({
      code: 'unsupported-browser',
      message: 'this browser has no WebAssembly SIMD and no WebAssembly exceptions',
      hint: expect.stringContaining('Safari 16.4'),
    });
    validate.mockReturnValueOnce(true);
    await expect(compileHex(EMPTY_MODULE)).rejects.toMatchObject({
      message: 'this browser has no WebAssembly exceptions',
    });
    validate.mockRestore();
    vi.stubGlobal('WebAssembly', undefined);
    await expect(compileHex(EMPTY_MODULE)).rejects.toMatchObject({
      ...{ code: 'unsupported-browser', message: 'this browser has no WebAssembly' },
    });
  });

  it('names the policy that forbids it', async () => {
    const forbid = vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new WebAssembly.CompileError('unsafe-eval'));
    await expect(compileHex(EMPTY_MODULE)).rejects.toMatchObject({
      ...{ code: 'unsupported-browser', hint: expect.stringContaining("'wasm-unsafe-eval'") },
    });
    forbid.mockRestore();
  });
});

/** A page that notes what it makes workers of. */
function page(refuse?: (url: unknown) => void): { made: unknown[]; revoked: string[] } {
  const made: unknown[] = [];
  const revoked: string[] = [];
  vi.stubGlobal(
    'Worker',
    class {
      constructor(url: unknown) {
        refuse?.(url);
        made.push(url);
      }
    },
  );
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:1');
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
  return { made, revoked };
}

describe('spawnWorker', () => {
  it('keeps the blob’s URL until the worker has started', () => {
    const { made, revoked } = page();
    const { started } = spawnWorker('postMessage(1)');
    expect([made, revoked]).toEqual([['blob:1'], []]);
    started();
    expect(revoked).toEqual(['blob:1']);
  });

  it('says what to do where there are no workers, or where they are forbidden', () => {
    expect(() => spawnWorker('')).toThrow(expect.objectContaining({ code: 'unsupported-browser' }));
    const { revoked } = page(() => {
      throw new DOMException('blocked', 'SecurityError');
    });
    expect(() => spawnWorker('')).toThrow(
      expect.objectContaining({ code: 'worker-start', hint: expect.stringContaining('worker-src blob:') }),
    );
    expect(revoked).toEqual(['blob:1']);
  });

  it('makes one Trusted Types policy for all copies of the package, and for blobs only', () => {
    const { made } = page();
    const createPolicy = vi.fn((name: string, rules: { createScriptURL(url: string): string }) => ({
      createScriptURL: (url: string) => `${name} trusts ${rules.createScriptURL(url)}`,
    }));
    vi.stubGlobal('trustedTypes', { createPolicy });
    spawnWorker('');
    spawnWorker('');
    expect(made).toEqual(['attune trusts blob:1', 'attune trusts blob:1']);
    expect(createPolicy).toHaveBeenCalledOnce();
    const policy = Reflect.get(globalThis, POLICY) as ReturnType<typeof createPolicy>;
    expect(() => policy.createScriptURL('https://elsewhere.example/evil.js')).toThrow(TypeError);
  });

  it('lets the Worker decide where the page forbids the policy', () => {
    const { made } = page();
    const createPolicy = (): never => {
      throw new TypeError('disallowed');
    };
    vi.stubGlobal('trustedTypes', { createPolicy });
    spawnWorker('');
    expect(made).toEqual(['blob:1']);
  });
});
