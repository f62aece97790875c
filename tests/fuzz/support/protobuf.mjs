// Protobuf's wire format, as much of it as it takes to put a layer into a model.

export function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

export const integer = (number, value) => Buffer.concat([varint(number << 3), varint(value)]);

export function bytes(number, ...parts) {
  const value = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([varint((number << 3) | 2), varint(value.length), value]);
}

/** The length-delimited fields of a message with one number, as text. */
export function textsOf(message, wanted) {
  const texts = [];
  let at = 0;
  const take = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = take();
    const type = tag & 7;
    if (type === 0) take();
    else {
      const size = type === 2 ? take() : type === 1 ? 8 : 4;
      if (type === 2 && tag >>> 3 === wanted) texts.push(message.subarray(at, at + size).toString());
      at += size;
    }
  }
  return texts;
}
