/**
 * Gives the memory of bytes back now, if they have a buffer of their own: nobody knows when what nobody needs is collected, and
 * a model may be large. Chromium keeps what came in a message even then, unless its buffer can be resized (package/file-bytes.ts).
 */
export function discard(bytes: Uint8Array<ArrayBuffer>): void {
  const buffer: ArrayBuffer & {
    readonly resizable?: boolean;
    resize?: (byteLength: number) => void;
    transfer?: (byteLength: number) => ArrayBuffer;
  } = bytes.buffer;
  if (bytes.length !== buffer.byteLength) return;
  if (buffer.resizable === true) buffer.resize?.(0);
  else if (buffer.transfer !== undefined) buffer.transfer(0);
  else structuredClone(undefined, { transfer: [buffer] }); // older browsers: at least it is nobody's any more
}
