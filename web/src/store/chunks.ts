// Bytes cut into pieces that a database takes, each with a hash that is checked when it comes back.

import { AttuneError } from '../errors.js';
import { concatenated } from '../package/file-bytes.js';
import { CHUNK_BYTES, type ChunkNote } from './records.js';

/** Bytes ready to be written: pieces and what each must be when it is read again. */
export interface Chunked {
  readonly notes: ChunkNote[];
  readonly pieces: Uint8Array<ArrayBuffer>[];
}

/** Cuts and hashes. Each piece owns its memory: cloning a view would clone all that it looks at. */
export async function cut(bytes: Uint8Array): Promise<Chunked> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    pieces.push(new Uint8Array(bytes.subarray(from, from + CHUNK_BYTES)));
  }
  const notes = await Promise.all(
    pieces.map(async (piece) => ({ byteLength: piece.length, sha256: await sha256(piece) })),
  );
  return { notes, pieces };
}

/**
 * The bytes back, or undefined: a piece is missing, has another length, or one of its bits changed.
 *
 * @param pieces what the database answered; anything at all after damage
 */
export async function join(
  notes: readonly ChunkNote[],
  pieces: readonly unknown[],
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  // What there is decides how much memory is taken, not what a damaged note says.
  const found: Uint8Array[] = [];
  for (const [index, note] of notes.entries()) {
    const piece = pieces[index];
    if (!(piece instanceof Uint8Array) || piece.length !== note.byteLength) return undefined;
    found.push(piece);
  }
  const whole = concatenated(found);
  let at = 0;
  for (const { byteLength, sha256: wanted } of notes) {
    // Of the copy, so that what was checked is what is used.
    if ((await sha256(whole.subarray(at, at + byteLength))) !== wanted) return undefined;
    at += byteLength;
  }
  return whole;
}

/**
 * Lower-case hex.
 *
 * @throws AttuneError `unsupported-browser` outside a secure context: the browser hides its hash function there
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new AttuneError('unsupported-browser', 'this page has no crypto.subtle, so nothing stored could be checked', {
      hint: 'serve the page over https or from localhost',
    });
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
