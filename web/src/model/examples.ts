// Collections of examples, read one by one and sent as blocks.

import { BLOCK_HEADER_BYTES, BlockWriter } from '../engine/block-writer.js';
import { Pace } from '../engine/scheduling.js';
import { AttuneError } from '../errors.js';
import { nameOf } from '../inputs/feature-input.js';
import type { FeatureReader } from '../inputs/feature-reader.js';

/** Examples that are made when they are asked for: Core ML's batch provider. */
export interface LazyExamples<Example> {
  readonly length: number;
  /** @param index from 0 */
  at(index: number): Example | undefined | Promise<Example | undefined>;
}

/** An array, any iterable or async iterable (read once), or `{ length, at(i) }`. */
export type Examples<Example> = Iterable<Example> | AsyncIterable<Example> | LazyExamples<Example>;

/** Cloned as one piece and worked on in one go: large enough to be cheap, small enough that others get their turn. */
const BLOCK_BYTES = 1 << 20;

/** @internal */
export interface BlockOptions {
  /** Most examples in the next block. Default 256. */
  readonly most?: () => number;
  /** Called before every example: throws to end the reading, answers a Promise to hold it. */
  readonly check?: () => Promise<void> | undefined;
}

/**
 * @internal Reads all examples, a few milliseconds at a time, and hands them on in blocks, one after the other. What can be read
 * before the first slice is used up is read before this function returns: `update([{ drawing: canvas }])` sees the canvas
 * as it is now.
 *
 * @returns how many there were
 * @throws AttuneError `bad-example`, `shape-mismatch`, …, its sentence beginning with the example's index
 */
export async function sendExamples<Example>(
  examples: Examples<Example>,
  reader: FeatureReader,
  send: (block: Uint8Array<ArrayBuffer>, count: number) => Promise<void>,
  { most = () => 256, check }: BlockOptions = {},
): Promise<number> {
  const cursor = openCursor(examples);
  const writer = new BlockWriter();
  const pace = new Pace();
  let count = 0;
  const flush = (): Promise<void> => {
    const { exampleCount } = writer;
    return send(writer.take(), exampleCount);
  };
  try {
    for (;;) {
      const held = check?.();
      if (held !== undefined) await held;
      const reading = cursor.next();
      const { done, value } = reading instanceof Promise ? await reading : reading;
      if (done === true) break;
      try {
        const features = reader.read(value);
        writer.add(features instanceof Promise ? await features : features);
      } catch (error) {
        throw atExample(count, error);
      }
      count++;
      if (writer.byteLength >= BLOCK_BYTES || writer.exampleCount >= most()) await flush();
      const yielding = pace.yieldIfDue();
      if (yielding !== undefined) await yielding;
    }
    if (writer.exampleCount > 0) await flush();
    return count;
  } catch (error) {
    cursor.close();
    throw error;
  }
}

/** @internal All examples as one block; they must fit into memory. */
export async function blockOf(examples: Examples<unknown>, reader: FeatureReader): Promise<Uint8Array<ArrayBuffer>> {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  const count = await sendExamples(examples, reader, async (block) => {
    blocks.push(block);
  });
  if (count === 0) return new Uint8Array();
  // A block is its count, and its examples one after the other.
  const bodies = blocks.map((block) => block.subarray(BLOCK_HEADER_BYTES));
  const whole = new Uint8Array(BLOCK_HEADER_BYTES + bodies.reduce((sum, body) => sum + body.length, 0));
  new DataView(whole.buffer).setUint32(0, count, true);
  let at = BLOCK_HEADER_BYTES;
  for (const body of bodies) {
    whole.set(body, at);
    at += body.length;
  }
  return whole;
}

interface Cursor {
  next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>>;
  close(): void;
}

function openCursor(examples: Examples<unknown>): Cursor {
  if (hasMethod(examples, Symbol.iterator)) return iterated((examples as Iterable<unknown>)[Symbol.iterator]());
  if (hasMethod(examples, Symbol.asyncIterator)) {
    return iterated((examples as AsyncIterable<unknown>)[Symbol.asyncIterator]());
  }
  if (hasMethod(examples, 'at')) return indexed(examples as LazyExamples<unknown>);
  throw new AttuneError(
    'bad-example',
    `examples are an array, an iterable or { length, at(i) }, got ${nameOf(examples)}`,
  );
}

function hasMethod(value: unknown, name: PropertyKey): boolean {
  return (
    typeof value === 'object' && value !== null && typeof (value as Record<PropertyKey, unknown>)[name] === 'function'
  );
}

function iterated(iterator: Iterator<unknown> | AsyncIterator<unknown>): Cursor {
  return {
    next() {
      return guarded(() => iterator.next());
    },
    close() {
      // Whoever makes the examples may have something to close; that this fails as well helps nobody.
      try {
        Promise.resolve(iterator.return?.()).catch(() => {});
      } catch {}
    },
  };
}

function indexed(examples: LazyExamples<unknown>): Cursor {
  let index = 0;
  return {
    next() {
      if (index >= examples.length) return { done: true, value: undefined };
      return guarded(() => {
        const value = examples.at(index++);
        return value instanceof Promise ? value.then((value) => ({ done: false, value })) : { done: false, value };
      });
    },
    close() {},
  };
}

/** What somebody else's code threw while it made an example. */
function guarded<T>(next: () => T | Promise<T>): T | Promise<T> {
  try {
    const result = next();
    return result instanceof Promise ? result.catch(failed) : result;
  } catch (error) {
    return failed(error);
  }
}

function failed(cause: unknown): never {
  if (cause instanceof AttuneError) throw cause;
  throw new AttuneError('bad-example', `the examples could not be read: ${String(cause)}`, { cause });
}

function atExample(index: number, error: unknown): unknown {
  if (!(error instanceof AttuneError)) return error;
  return new AttuneError(error.code, `example ${index}: ${error.message}`, error);
}
