// A zip file, read with suspicion: what it says of itself is a claim, what comes out of it is counted and checked.

import { Inflate } from 'fflate';
import { Pace } from '../engine/scheduling.js';
import { AttuneError } from '../errors.js';
import { crc32 } from './crc32.js';
import { firstBytes } from './file-bytes.js';
import type { Files } from './files.js';
import type { Allowance, PackageLimits } from './limits.js';
import { checkDistinct, shown } from './paths.js';
import { readDirectory, type ZipEntry } from './zip-directory.js';

/** Read in one go: to ask a browser for bytes of a Blob takes its time, however few. */
const READ = 1 << 20;
/** Inflated in one go. Deflate makes at most 1,032 bytes of one. */
const PIECE = 32 << 10;

/** True for the first bytes of a zip file, an empty one too. */
export async function isZip(file: Blob): Promise<boolean> {
  const [a, b, c, d] = await firstBytes(file, 4);
  return a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6));
}

/**
 * All files, unpacked; the page is never blocked.
 *
 * @throws AttuneError `model-invalid` when it is damaged, or names files that no package has
 * @throws AttuneError `model-too-large` past a limit · `integrity` when a file is not what the zip says it is
 * @throws AttuneError `unsupported` for encryption, zip64 and other methods than deflate
 */
export async function unzip(
  source: Blob,
  limits: PackageLimits,
  allowance: Allowance,
  signal: AbortSignal | undefined,
): Promise<Files> {
  const entries = await readDirectory(source, limits, allowance);
  for (const { isFolder, size } of entries) if (!isFolder) allowance.bytes(size);
  checkDistinct(entries.map(({ path }) => path));
  const found: Files = { files: new Map(), folders: new Set() };
  const pace = new Pace();
  for (const entry of entries) {
    if (entry.isFolder) found.folders.add(entry.path);
    else found.files.set(entry.path, await unpack(source, entry, pace, signal));
  }
  return found;
}

async function unpack(source: Blob, entry: ZipEntry, pace: Pace, signal: AbortSignal | undefined): Promise<Blob> {
  const packed = source.slice(entry.start, entry.start + entry.packedSize);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let crc = 0;
  const take = (piece: Uint8Array): void => {
    size += piece.length;
    if (size > entry.size) throw differs(entry, `more than the ${entry.size} bytes that the zip states`);
    crc = crc32(piece, crc);
    // What is stored is a slice of the source already.
    if (entry.isDeflated) pieces.push(piece as Uint8Array<ArrayBuffer>);
  };
  const inflate = entry.isDeflated ? new Inflate(take) : undefined;
  for (let from = 0; from < packed.size || from === 0; from += READ) {
    signal?.throwIfAborted();
    const read = new Uint8Array(await packed.slice(from, from + READ).arrayBuffer());
    for (let at = 0; at < read.length || at === 0; at += PIECE) {
      const piece = read.subarray(at, at + PIECE);
      if (inflate === undefined) take(piece);
      else push(inflate, piece, from + at + PIECE >= packed.size, entry);
      const yielding = pace.yieldIfDue();
      if (yielding !== undefined) await yielding;
    }
  }
  if (size !== entry.size) throw differs(entry, `${size} bytes, not the ${entry.size} that the zip states`);
  if (crc !== entry.crc) throw differs(entry, 'other bytes than were packed: its CRC-32 differs');
  return entry.isDeflated ? new Blob(pieces) : packed;
}

function push(inflate: Inflate, piece: Uint8Array, isLast: boolean, entry: ZipEntry): void {
  try {
    inflate.push(piece, isLast);
  } catch (cause) {
    if (cause instanceof AttuneError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AttuneError('model-invalid', `'${shown(entry.path)}' in the zip is damaged: ${why}`, { cause });
  }
}

function differs({ path }: ZipEntry, holds: string): AttuneError {
  return new AttuneError('integrity', `'${shown(path)}' in the zip holds ${holds}`, {
    hint: 'the file was damaged on its way; get it again',
  });
}
