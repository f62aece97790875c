/**
 * Gives the memory of bytes back now, if they have a buffer of their own: nobody knows when what nobody needs is collected, and
 * a model may be large.
 */
export function discard(bytes: Uint8Array<ArrayBuffer>): void {
  const buffer: ArrayBuffer & { transfer?: (byteLength: number) => ArrayBuffer } = bytes.buffer;
  if (bytes.length !== buffer.byteLength) return;
  if (buffer.transfer !== undefined) buffer.transfer(0);
  else structuredClone(undefined, { transfer: [buffer] }); // older browsers: at least it is nobody's any more
}
