import { describe, expect, it } from 'vitest';
import { AttuneError } from '../../../web/src/errors.js';
import { Allowance, type LoadLimits, readLimits } from '../../../web/src/package/limits.js';
import { isZip, unzip } from '../../../web/src/package/unzip.js';
import { writeZip } from '../../../web/src/package/write-zip.js';
import { bytesOf, type Tree, zipOf } from '../support/packages.js';

async function unpacked(zip: Uint8Array<ArrayBuffer>, limits: LoadLimits = {}): Promise<Record<string, string>> {
  const most = readLimits(limits);
  const { files } = await unzip(new Blob([zip]), most, new Allowance(most), undefined);
  return Object.fromEntries(await Promise.all([...files].map(async ([path, file]) => [path, await file.text()])));
}

/** The same zip with something written over bytes `offset` behind each place where `signature` stands. */
function changed(
  zip: Uint8Array<ArrayBuffer>,
  signature: number,
  change: (view: DataView, at: number) => void,
): Uint8Array<ArrayBuffer> {
  const copy = zip.slice();
  const view = new DataView(copy.buffer);
  let found = 0;
  for (let at = 0; at + 4 <= copy.length; at++) {
    if (view.getUint32(at, true) !== signature) continue;
    change(view, at);
    found++;
  }
  expect(found).toBeGreaterThan(0);
  return copy;
}

const [LOCAL, LISTED, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const FILES: Tree = { 'a.txt': 'first', 'folder/b.txt': 'second second second second second' };

/** One entry, named as somebody who means harm would. */
function named(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return writeZip(new Map([[name, bytesOf('x')]]));
}

describe('a zip', () => {
  it.each([0, 6] as const)('gives its files back, packed at level %i', async (level) => {
    expect(await unpacked(zipOf(FILES, { level }))).toEqual(FILES);
  });

  it('is known by its first bytes, an empty one too', async () => {
    expect(await isZip(new Blob([zipOf(FILES)]))).toBe(true);
    expect(await isZip(new Blob([zipOf({})]))).toBe(true);
    expect(await isZip(new Blob([new Uint8Array([8, 4, 18, 3])]))).toBe(false);
    expect(await isZip(new Blob([]))).toBe(false);
  });

  it('may end in a comment and hold what archivers leave behind', async () => {
    const zip = zipOf({ ...FILES, '__MACOSX/._a.txt': 'x', 'folder/.DS_Store': 'x', 'folder/._b.txt': 'x' });
    const commented = new Uint8Array([...zip, ...bytesOf('hello')]);
    new DataView(commented.buffer).setUint16(zip.length - 2, 5, true);
    expect(await unpacked(commented)).toEqual(FILES);
  });

  it('unpacks more than one piece', async () => {
    const long = Array.from({ length: 40_000 }, (_, index) => (index * 2654435761) % 4294967296).join();
    expect(await unpacked(zipOf({ 'long.txt': long }))).toEqual({ 'long.txt': long });
    expect(await unpacked(zipOf({ 'long.txt': long }, { level: 0 }))).toEqual({ 'long.txt': long });
  });

  it.each([
    ['../evil', /'\.\.'/],
    ['a/../../evil', /'\.\.'/],
    ['/etc/passwd', /absolute/],
    ['a//b', /empty part/],
    ['./a', /'\.'/],
    ['a\\b', /backslash/],
    ['a\nb', /control character/],
    ['a'.repeat(1025), /too long/],
  ])('is refused for the path %j', async (name, why) => {
    await expect(unpacked(await named(name))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(why),
    });
  });

  it('is refused if two of its files are one on some disk', async () => {
    await expect(unpacked(zipOf({ 'a.txt': '1', 'A.TXT': '2' }))).rejects.toMatchObject({
      code: 'model-invalid',
      message: "the package has two files 'A.TXT'",
    });
  });

  it('is refused for a symbolic link', async () => {
    const link = changed(await named('link'), LISTED, (view, at) => view.setUint32(at + 38, 0o120777 * 0x10000, true));
    await expect(unpacked(link)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/symbolic link/),
    });
  });

  it('is refused beyond a limit of files, packed bytes or unpacked bytes', async () => {
    const zip = zipOf({ a: 'x'.repeat(5000), b: 'y'.repeat(5000) });
    await expect(unpacked(zip, { packageEntries: 1 })).rejects.toMatchObject({ code: 'model-too-large' });
    await expect(unpacked(zip, { packageBytes: 100 })).rejects.toMatchObject({ code: 'model-too-large' });
    await expect(unpacked(zip, { packageBytes: 9999 })).rejects.toMatchObject({ code: 'model-too-large' });
    await expect(unpacked(zip, { packageBytes: 10_000, packageEntries: 2 })).resolves.toBeDefined();
  });

  it('is refused for files that grow a thousandfold, but only for large ones', async () => {
    await expect(unpacked(zipOf({ a: new Uint8Array(3 << 20) }))).rejects.toMatchObject({
      code: 'model-too-large',
      message: expect.stringMatching(/1000-fold/),
    });
    await expect(unpacked(zipOf({ a: new Uint8Array(1 << 20) }))).resolves.toBeDefined();
  });

  it('is not believed: a file that inflates to more, or less, than is stated', async () => {
    for (const stated of [10, 5000]) {
      const lie = changed(zipOf({ a: 'x'.repeat(1000) }), LISTED, (view, at) => view.setUint32(at + 24, stated, true));
      await expect(unpacked(lie)).rejects.toMatchObject({ code: 'integrity', message: expect.stringContaining("'a'") });
    }
  });

  it.each([0, 6] as const)('is refused for one changed byte, packed at level %i', async (level) => {
    const zip = zipOf({ a: 'some text that is long enough to be packed, packed, packed' }, { level });
    const codes = new Set<string>();
    for (let at = 31; at < 31 + 30; at++) {
      const copy = zip.slice();
      copy[at] = (copy[at] as number) ^ 0x10;
      await unpacked(copy).then(
        () => codes.add('accepted'),
        ({ code }: { code: string }) => codes.add(code),
      );
    }
    expect([...codes].filter((code) => !['integrity', 'model-invalid'].includes(code))).toEqual([]);
  });

  it.each([
    ['encryption', (view: DataView, at: number) => view.setUint16(at + 8, 1, true)],
    ['another method', (view: DataView, at: number) => view.setUint16(at + 10, 14, true)],
    ['zip64', (view: DataView, at: number) => view.setUint32(at + 24, 0xffffffff, true)],
  ])('is refused as unsupported for %s', async (_, change) => {
    await expect(unpacked(changed(zipOf(FILES), LISTED, change))).rejects.toMatchObject({ code: 'unsupported' });
  });

  it.each([
    ['an end record that counts too many', END, (view: DataView, at: number) => count(view, at, 3)],
    ['a directory beyond its end', END, (view: DataView, at: number) => view.setUint32(at + 12, 1e6, true)],
    ['an entry elsewhere', LISTED, (view: DataView, at: number) => view.setUint32(at + 42, 7, true)],
    ['two headers that differ', LOCAL, (view: DataView, at: number) => view.setUint16(at + 8, 0, true)],
    ['an entry that reaches into the next', LISTED, (view: DataView, at: number) => view.setUint32(at + 20, 5e3, true)],
    ['names that are no UTF-8', LISTED, (view: DataView, at: number) => view.setUint8(at + 46, 0xff)],
  ])('is refused as damaged for %s', async (_, signature, change) => {
    await expect(unpacked(changed(zipOf(FILES), signature, change))).rejects.toMatchObject({ code: 'model-invalid' });
  });

  it('is refused wherever it is cut off', async () => {
    const zip = zipOf(FILES);
    for (let length = 0; length < zip.length; length++) {
      await expect(unpacked(zip.slice(0, length))).rejects.toMatchObject({ code: 'model-invalid' });
    }
  });

  it('stops when its reader is told to', async () => {
    const most = readLimits();
    const reading = unzip(new Blob([zipOf(FILES)]), most, new Allowance(most), AbortSignal.abort());
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

function count(view: DataView, at: number, entries: number): void {
  view.setUint16(at + 8, entries, true);
  view.setUint16(at + 10, entries, true);
}

describe('limits', () => {
  it.each([-1, 1.5, Number.NaN, 4097, '3'])('are refused when they are %s', (packageEntries) => {
    expect(() => readLimits({ packageEntries: packageEntries as number })).toThrow(/limits\.packageEntries/);
  });
});

it('whatever bit of a zip changes, it is refused with a reason, or holds the same bytes', async () => {
  const zip = zipOf({ 'a.txt': 'first', 'b.txt': 'second second second second' });
  const contents = ['first', 'second second second second'];
  let refused = 0;
  for (let bit = 0; bit < 8 * zip.length; bit++) {
    const copy = zip.slice();
    copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
    const outcome = await unpacked(copy).catch((error: unknown) => error);
    if (outcome instanceof AttuneError) refused++;
    else for (const content of Object.values(outcome as object)) expect(contents).toContain(content);
  }
  expect(refused).toBeGreaterThan(zip.length);
});
