// Puts a nop behind indirect calls that stand at the edge of a try: node indirect-calls.mjs file.wasm
//
// WebKit's interpreter (2.50, in Safari 26; its compilers are right) looks for the handler of an exception that leaves a
// call_indirect at the instruction AFTER it. Where that begins a try, the handler of a try that was never entered runs, and
// destroys what its callee has destroyed already; where it ends one, the right handler is passed over. C++ has both all the
// time: a virtual call, then the next object with a destructor. With a nop between, the instruction after is on the right side.
//
// tests/browser's job `custom` shows it: without the nops the core crashes in WebKit at the call after a refusal.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CODE_SECTION = 10;
const NOP = 0x01;
const CALL_INDIRECT = 0x11;
/** try, catch, end, delegate, catch_all: what may be an edge. */
const EDGES = new Set([0x06, 0x07, 0x0b, 0x18, 0x19]);

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  byte() {
    return this.bytes[this.at++];
  }
  /** An unsigned LEB128; of a signed one only the length is right. */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
  numbers(count) {
    for (let i = 0; i < count; i++) this.number();
  }
  skip(count) {
    this.at += count;
  }
}

/** What follows each opcode: so many numbers, unless a function reads it. */
const IMMEDIATES = new Map();
const give = (opcodes, what) => {
  for (const opcode of opcodes) IMMEDIATES.set(opcode, what);
};
const span = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
give([0x00, 0x01, 0x05, 0x0a, 0x0b, 0x0f, 0x19, 0x1a, 0x1b, 0xd1, ...span(0x45, 0xc4)], 0);
give([0x02, 0x03, 0x04, 0x06, 0x07, 0x08, 0x09, 0x0c, 0x0d, 0x10, 0x12, 0x18, ...span(0x20, 0x26), 0x3f, 0x40], 1);
give([0x41, 0x42, 0xd0, 0xd2], 1);
give([CALL_INDIRECT, 0x13, ...span(0x28, 0x3e)], 2);
give([0x0e], (reader) => reader.numbers(reader.number() + 1)); // br_table
give([0x1c], (reader) => reader.numbers(reader.number())); // select with types
give([0x43], (reader) => reader.skip(4));
give([0x44], (reader) => reader.skip(8));
give([0xfc], bulkImmediates);
give([0xfd], vectorImmediates);
give([0xfe], atomicImmediates);

function atomicImmediates(reader) {
  const isFence = reader.number() === 3;
  reader.numbers(isFence ? 1 : 2); // else alignment and offset
}

function bulkImmediates(reader) {
  const opcode = reader.number();
  if (opcode >= 8) reader.numbers([8, 10, 12, 14].includes(opcode) ? 2 : 1);
}

function vectorImmediates(reader) {
  const opcode = reader.number();
  const isMemory = opcode <= 11 || (opcode >= 84 && opcode <= 93);
  if (isMemory) reader.numbers(2);
  if (opcode === 12 || opcode === 13)
    reader.skip(16); // a constant, a shuffle
  else if ((opcode >= 21 && opcode <= 34) || (opcode >= 84 && opcode <= 91)) reader.skip(1); // a lane
}

function skipInstruction(reader) {
  const at = reader.at;
  const opcode = reader.byte();
  const what = IMMEDIATES.get(opcode);
  if (what === undefined) throw new Error(`opcode 0x${opcode.toString(16)} at byte ${at} is not known here`);
  if (typeof what === 'number') reader.numbers(what);
  else what(reader);
  return opcode;
}

const leb = (value) => {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
};

/** Where a nop belongs, in one function's body. */
function edgesIn(body) {
  const reader = new Reader(body);
  for (let groups = reader.number(); groups > 0; groups--) reader.numbers(2); // locals
  const places = [];
  while (reader.at < body.length) {
    const opcode = skipInstruction(reader);
    if (opcode === CALL_INDIRECT && EDGES.has(body[reader.at])) places.push(reader.at);
  }
  return places;
}

function withNops(body, places) {
  const parts = [];
  let from = 0;
  for (const place of places) {
    parts.push(body.subarray(from, place), Uint8Array.of(NOP));
    from = place;
  }
  return Buffer.concat([...parts, body.subarray(from)]);
}

/**
 * @param wasm a module's bytes
 * @returns    `bytes` of the same module with nops · `count`, how many
 */
export function partIndirectCalls(wasm) {
  const reader = new Reader(wasm);
  reader.skip(8); // magic and version
  const parts = [wasm.subarray(0, 8)];
  let count = 0;
  while (reader.at < wasm.length) {
    const start = reader.at;
    const id = reader.byte();
    const size = reader.number();
    const end = reader.at + size;
    if (id !== CODE_SECTION) {
      parts.push(wasm.subarray(start, end));
      reader.at = end;
      continue;
    }
    const functions = reader.number();
    const bodies = [Uint8Array.from(leb(functions))];
    for (let i = 0; i < functions; i++) {
      const length = reader.number();
      const body = wasm.subarray(reader.at, reader.at + length);
      reader.skip(length);
      const places = edgesIn(body);
      count += places.length;
      const changed = withNops(body, places);
      bodies.push(Uint8Array.from(leb(changed.length)), changed);
    }
    const section = Buffer.concat(bodies);
    parts.push(Uint8Array.from([id, ...leb(section.length)]), section);
  }
  return { bytes: Buffer.concat(parts), count };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file] = process.argv.slice(2);
  const { bytes, count } = partIndirectCalls(readFileSync(file));
  writeFileSync(file, bytes);
  console.log(`${file}: ${count} indirect calls at the edge of a try`);
}
