// CRC-32 as zip has it: polynomial 0xEDB88320, reflected, of bytes that come in pieces.

let table: Uint32Array | undefined;

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
}

/** @param before what the bytes before these gave; 0: there were none */
export function crc32(bytes: Uint8Array, before = 0): number {
  table ??= makeTable();
  let value = ~before;
  for (let index = 0; index < bytes.length; index++) {
    value = (value >>> 8) ^ (table[(value ^ (bytes[index] as number)) & 255] as number);
  }
  return ~value >>> 0;
}
