// Protobuf, written: a message is a plain object, its schema a table of field numbers.

/** How a field stands on the wire. `integers` and `floats` are packed; `raw` is a message that is bytes already. */
export type Scalar = 'integer' | 'boolean' | 'float' | 'double' | 'string' | 'raw' | 'integers' | 'floats';

/**
 * A field: its number and what it holds. `many`: it repeats, and the value is an array. `kept`: written even when it is 0 or
 * empty, because a member of a oneof tells by being there.
 */
export interface Field {
  readonly number: number;
  readonly holds: Scalar | Schema;
  readonly many?: boolean;
  readonly kept?: boolean;
}

export interface Schema {
  readonly [name: string]: Field;
}

/** A message: values by field name. Fields that are undefined are not written. */
export interface Message {
  readonly [name: string]: unknown;
}

/** The bytes of a message, fields by ascending number, zeros left out: as protobuf's own writers have it. */
export function encode(schema: Schema, message: Message): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writeMessage(writer, schema, message);
  return writer.bytes();
}

function writeMessage(writer: Writer, schema: Schema, message: Message): void {
  const unknown = Object.keys(message).find((name) => !Object.hasOwn(schema, name));
  if (unknown !== undefined) throw new RangeError(`there is no field '${unknown}'`);
  const fields = Object.entries(schema).sort(([, a], [, b]) => a.number - b.number);
  for (const [name, field] of fields) {
    const value = message[name];
    if (value === undefined) continue;
    for (const one of field.many === true ? (value as readonly unknown[]) : [value]) writeField(writer, field, one);
  }
}

function writeField(writer: Writer, { number, holds, many, kept }: Field, value: unknown): void {
  const always = kept === true || many === true;
  if (typeof holds === 'object') {
    writer.block(number, encode(holds, value as Message));
  } else if (holds === 'raw') {
    writer.block(number, value as Uint8Array);
  } else if (holds === 'boolean') {
    writer.integer(number, value === true ? 1 : 0, always);
  } else if (holds === 'integer') {
    writer.integer(number, value as number | bigint, always);
  } else if (holds === 'float') {
    writer.fixed(number, 5, 4, value as number, always);
  } else if (holds === 'double') {
    writer.fixed(number, 1, 8, value as number, always);
  } else if (holds === 'string') {
    if (value !== '' || always) writer.block(number, new TextEncoder().encode(value as string));
  } else if (holds === 'integers') {
    const packed = new Writer();
    for (const each of value as readonly (number | bigint)[]) packed.varint(each);
    if (packed.length > 0) writer.block(number, packed.bytes());
  } else {
    const floats = Float32Array.from(value as ArrayLike<number>); // little-endian like every machine that runs this
    if (floats.length > 0) writer.block(number, new Uint8Array(floats.buffer));
  }
}

class Writer {
  #bytes = new Uint8Array(64);
  #end = 0;

  get length(): number {
    return this.#end;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#end);
  }

  varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 0x80n; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
    this.#byte(Number(rest));
  }

  integer(number: number, value: number | bigint, always: boolean): void {
    if (BigInt(value) === 0n && !always) return;
    this.varint(number * 8);
    this.varint(value);
  }

  fixed(number: number, type: 1 | 5, size: 4 | 8, value: number, always: boolean): void {
    if (Object.is(value, 0) && !always) return;
    this.varint(number * 8 + type);
    const at = this.#room(size);
    const view = new DataView(this.#bytes.buffer);
    if (size === 4) view.setFloat32(at, value, true);
    else view.setFloat64(at, value, true);
  }

  block(number: number, bytes: Uint8Array): void {
    this.varint(number * 8 + 2);
    this.varint(bytes.length);
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  #byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  #room(size: number): number {
    const at = this.#end;
    this.#end += size;
    if (this.#end > this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#end);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    return at;
  }
}
