// The bytes of a file that has just come: a Blob is what a browser keeps outside the page's memory, but to ask for its bytes
// takes a turn through another process and a copy.

import { discard } from '../engine/discard.js';

const atHand = new WeakMap<Blob, Uint8Array<ArrayBuffer>>();

/** @param bytes all of one buffer; no longer the caller's */
export function fileOf(bytes: Uint8Array<ArrayBuffer>): Blob {
  const file = new Blob([bytes]);
  atHand.set(file, bytes);
  return file;
}

/** Bytes that the browser is given at a time: fewer cost more in all, more are a copy that lies about. */
const PIECE = 2 << 20;

/**
 * A file of known length while it comes: in one piece of memory, to be read from there, and as a Blob that grows with it. A Blob
 * of the whole at its end would be a copy of all of it at once.
 */
export class ArrivingFile {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  /** What came last: Blobs take no memory that can be given back. */
  readonly #last: Uint8Array<ArrayBuffer>;
  readonly #pieces: Blob[] = [];
  #inLast = 0;
  #inPieces = 0;

  /** @throws RangeError when there is not so much memory in one piece */
  constructor(length: number) {
    this.#bytes = returnable(length);
    this.#last = new Uint8Array(Math.min(PIECE, length));
  }

  /** A copy of what has come. */
  get bytes(): Uint8Array {
    this.#give();
    return this.#bytes.slice(0, this.#inPieces);
  }

  hasRoomFor(chunk: Uint8Array): boolean {
    return this.#inPieces + this.#inLast + chunk.length <= this.#bytes.length;
  }

  add(chunk: Uint8Array): void {
    for (let rest = chunk; rest.length > 0; ) {
      const taken = rest.subarray(0, this.#last.length - this.#inLast);
      this.#last.set(taken, this.#inLast);
      this.#inLast += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#inLast === this.#last.length) this.#give();
    }
  }

  /** Needs: all has come. */
  file(): Blob {
    this.#give();
    const file = new Blob(this.#pieces);
    atHand.set(file, this.#bytes);
    return file;
  }

  #give(): void {
    const last = this.#last.subarray(0, this.#inLast);
    this.#bytes.set(last, this.#inPieces);
    this.#pieces.push(new Blob([last]));
    this.#inPieces += last.length;
    this.#inLast = 0;
  }
}

interface Resizable extends ArrayBuffer {
  readonly resizable?: boolean;
}

/** Memory of which engine/discard.ts can give back all at once; other memory waits to be collected. */
function returnable(length: number): Uint8Array<ArrayBuffer> {
  movesResizable ??= canMoveResizable();
  return new Uint8Array(movesResizable ? resizable(length) : new ArrayBuffer(length));
}

let movesResizable: boolean | undefined;

/** Whether such memory can be sent to a worker. */
function canMoveResizable(): boolean {
  try {
    const buffer = resizable(1);
    return buffer.resizable === true && structuredClone(buffer, { transfer: [buffer] }).resizable === true;
  } catch {
    return false;
  }
}

function resizable(length: number): Resizable {
  const Make = ArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => Resizable;
  return new Make(length, { maxByteLength: length });
}

/** A file's bytes, to be looked at. */
export async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const found = atHand.get(file);
  if (found !== undefined && (found.buffer as Resizable).resizable !== true) return found;
  // Nor does crypto.subtle take memory that can be given back.
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (found !== undefined) {
    atHand.set(file, bytes);
    discard(found);
  }
  return bytes;
}

export async function firstBytes(file: Blob, count: number): Promise<Uint8Array> {
  return atHand.get(file)?.slice(0, count) ?? new Uint8Array(await file.slice(0, count).arrayBuffer());
}

/** A file's bytes, the caller's to give away. */
export async function takeBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = atHand.get(file) ?? new Uint8Array(await file.arrayBuffer());
  atHand.delete(file);
  return bytes;
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
