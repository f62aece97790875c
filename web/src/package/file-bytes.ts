// The bytes of a file that has just come: a Blob is what a browser keeps outside the page's memory, but to ask for its bytes
// takes a turn through another process and a copy.

const atHand = new WeakMap<Blob, Uint8Array<ArrayBuffer>>();

/** @param bytes all of one buffer; no longer the caller's */
export function fileOf(bytes: Uint8Array<ArrayBuffer>): Blob {
  const file = new Blob([bytes]);
  atHand.set(file, bytes);
  return file;
}

/** A file's bytes, to be looked at. */
export async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return atHand.get(file) ?? new Uint8Array(await file.arrayBuffer());
}

export async function firstBytes(file: Blob, count: number): Promise<Uint8Array> {
  return atHand.get(file)?.subarray(0, count) ?? new Uint8Array(await file.slice(0, count).arrayBuffer());
}

/** A file's bytes, the caller's to give away. */
export async function takeBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = bytesOf(file);
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
