// What a zip file says it holds, checked before a byte is unpacked.

import { AttuneError } from '../errors.js';
import type { Allowance, PackageLimits } from './limits.js';
import { checkPath, isLeftBehind, shown } from './paths.js';

export interface ZipEntry {
  readonly path: string;
  readonly isFolder: boolean;
  readonly isDeflated: boolean;
  readonly crc: number;
  /** Unpacked, as the zip claims. */
  readonly size: number;
  readonly packedSize: number;
  /** Where the packed bytes begin in the zip. */
  readonly start: number;
}

/** From the central directory; the local header has not been looked at. */
type Listed = Omit<ZipEntry, 'start'> & {
  readonly header: number;
  readonly nameLength: number;
  readonly method: number;
};

const END_BYTES = 22;
const LISTED_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 0xffff;

const [STORED, DEFLATED] = [0, 8];
/** High half of the external attributes, where a Unix made the entry. */
const [TYPE_MASK, FOLDER_TYPE, FILE_TYPE] = [0xf000, 0x4000, 0x8000];
/** Flags: encrypted in one way or another. */
const ENCRYPTED = 0x2041;

/** Weights of zeros pack well; more than this only what means harm. */
const [MOST_RATIO, RATIO_FROM] = [1000, 1 << 20];

/**
 * @returns entries in the order of the file, without what archivers leave behind
 * @throws AttuneError `model-invalid`, `model-too-large`, `unsupported`
 */
export async function readDirectory(
  source: Blob,
  { packageBytes }: PackageLimits,
  allowance: Allowance,
): Promise<ZipEntry[]> {
  if (source.size > packageBytes) {
    throw new AttuneError('model-too-large', `the zip has ${source.size} bytes, more than ${packageBytes}`);
  }
  const { count, start, end } = await findDirectory(source);
  allowance.entries(count);
  const view = await bytesOf(source, start, end);
  const listed: Listed[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + LISTED_BYTES > view.byteLength || view.getUint32(at, true) !== 0x02014b50) {
      throw damaged(`its directory ends after ${index} of ${count} entries`);
    }
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as Triple;
    const next = at + LISTED_BYTES + nameLength + extra + comment;
    if (next > view.byteLength) throw damaged(`entry ${index} of its directory is cut off`);
    const name = nameOf(new Uint8Array(view.buffer, at + LISTED_BYTES, nameLength), index);
    const entry = readListed(view, at, name);
    if (entry !== undefined) listed.push(entry);
    at = next;
  }
  return locate(source, listed, start);
}

type Triple = [number, number, number];

/** The directory's place, from the record that ends every zip. */
async function findDirectory(source: Blob): Promise<{ count: number; start: number; end: number }> {
  const from = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT);
  const view = await bytesOf(source, from, source.size);
  for (let at = view.byteLength - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) !== view.byteLength) continue;
    const [disk, firstDisk, onDisk, count] = [4, 6, 8, 10].map((field) => view.getUint16(at + field, true)) as [
      number,
      ...Triple,
    ];
    const [length, start] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    if (count === 0xffff || length === 0xffffffff || start === 0xffffffff) throw zip64();
    if (disk !== 0 || firstDisk !== 0 || onDisk !== count) {
      throw new AttuneError('unsupported', 'the zip is spread over several files');
    }
    if (length > from + at - start) throw damaged('its directory reaches past its end');
    return { count, start, end: start + length };
  }
  throw damaged('it has no end record; the file may have been cut off');
}

function readListed(view: DataView, at: number, name: string): Listed | undefined {
  if (isLeftBehind(name)) return undefined;
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const [crc, packedSize, size] = [16, 20, 24].map((field) => view.getUint32(at + field, true)) as Triple;
  const header = view.getUint32(at + 42, true);
  const path = name.endsWith('/') ? name.slice(0, -1) : name;
  checkPath(path);
  const isFolder = path !== name;
  const madeBy = view.getUint8(at + 5);
  const type = (view.getUint32(at + 38, true) >>> 16) & TYPE_MASK;
  // 3: Unix, 19: macOS. Others keep no file types there.
  if ((madeBy === 3 || madeBy === 19) && type !== 0 && type !== (isFolder ? FOLDER_TYPE : FILE_TYPE)) {
    throw damaged(`'${shown(path)}' is a symbolic link or another special file`);
  }
  if ((flags & ENCRYPTED) !== 0) throw new AttuneError('unsupported', `'${shown(path)}' in the zip is encrypted`);
  if ([packedSize, size, header].includes(0xffffffff)) throw zip64();
  if (isFolder && size !== 0) throw damaged(`the folder '${shown(path)}' has bytes of its own`);
  if (method !== STORED && method !== DEFLATED) {
    throw new AttuneError('unsupported', `'${shown(path)}' in the zip is packed by method ${method}, not by deflate`);
  }
  if (method === STORED && size !== packedSize)
    throw damaged(`'${shown(path)}' is stored in another size than its own`);
  if (size > RATIO_FROM && size > MOST_RATIO * packedSize) {
    throw new AttuneError(
      'model-too-large',
      `'${shown(path)}' in the zip would grow from ${packedSize} to ${size} bytes, more than ${MOST_RATIO}-fold`,
    );
  }
  const nameLength = view.getUint16(at + 28, true);
  return { path, isFolder, isDeflated: method === DEFLATED, crc, size, packedSize, header, nameLength, method };
}

/** Finds where each entry's bytes lie; no two may share any. */
async function locate(source: Blob, listed: readonly Listed[], directory: number): Promise<ZipEntry[]> {
  const inOrder = [...listed].sort((a, b) => a.header - b.header);
  const entries: ZipEntry[] = [];
  for (const [index, entry] of inOrder.entries()) {
    const { header, nameLength, method, ...rest } = entry;
    const end = Math.min(inOrder[index + 1]?.header ?? directory, directory);
    if (header + LOCAL_BYTES > end) throw damaged(`'${shown(entry.path)}' overlaps what comes after it`);
    const view = await bytesOf(source, header, header + LOCAL_BYTES);
    if (view.getUint32(0, true) !== 0x04034b50) throw damaged(`'${shown(entry.path)}' is not where it should be`);
    if (view.getUint16(8, true) !== method || view.getUint16(26, true) !== nameLength) {
      throw damaged(`its two headers of '${shown(entry.path)}' contradict each other`);
    }
    const start = header + LOCAL_BYTES + nameLength + view.getUint16(28, true);
    if (start + entry.packedSize > end) throw damaged(`'${shown(entry.path)}' overlaps what comes after it`);
    entries.push({ ...rest, start });
  }
  return entries;
}

async function bytesOf(source: Blob, start: number, end: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await source.slice(start, end).arrayBuffer());
}

function nameOf(bytes: Uint8Array, index: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw damaged(`the name of entry ${index} is not UTF-8`);
  }
}

function damaged(why: string): AttuneError {
  return new AttuneError('model-invalid', `the zip cannot be read: ${why}`);
}

function zip64(): AttuneError {
  return new AttuneError('unsupported', 'the zip is in the zip64 form, for files of 4 GiB and more', {
    hint: 'pack the .mlpackage again with another tool, or pass the folder itself',
  });
}
