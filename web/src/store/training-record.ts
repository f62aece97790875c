// How an update can be done again: its examples by their ids, its options as plain data.

import type { UpdateOptions } from '../task/update-options.js';
import { originOf } from './example-set.js';

/** What can be stored, and is the same when it comes back. */
export type Plain = string | number | bigint | boolean | null | undefined | readonly Plain[] | PlainObject;
interface PlainObject {
  readonly [key: string]: Plain;
}

/** What an update was given. It can be given the same again, or the same without an example. */
export interface TrainingRecord {
  /** In the order in which they were given. */
  readonly examples: readonly string[];
  /** As `update()` took them; sets of examples in them are `{ exampleIds }`. */
  readonly options: PlainObject;
}

/** One update in a model's past, and the database that its examples lie in. */
export interface Made {
  readonly database: string;
  readonly record: TrainingRecord;
}

/** How to run, not what comes out. */
const NOT_RECORDED = new Set<string>(['signal', 'suspended'] satisfies (keyof UpdateOptions)[]);
const IDS = 'exampleIds';

class Unrecordable extends Error {}

/**
 * What an update is given, for later; undefined: it cannot be done again, because an example does not lie in a store, or
 * an option is no plain data.
 */
export function recordTraining(examples: unknown, options: object): Made | undefined {
  const own = originOf(examples);
  if (own === undefined || 'resumeFrom' in options) return undefined;
  try {
    const kept = Object.entries(options).filter(([key]) => !NOT_RECORDED.has(key));
    const plain = toPlain(Object.fromEntries(kept), own.database) as PlainObject;
    return { database: own.database, record: { examples: [...own.ids], options: plain } };
  } catch (error) {
    if (error instanceof Unrecordable) return undefined;
    throw error;
  }
}

function toPlain(value: unknown, database: string): Plain {
  if (value === null || ['string', 'number', 'bigint', 'boolean', 'undefined'].includes(typeof value)) {
    return value as Plain;
  }
  const set = originOf(value);
  if (set !== undefined) {
    if (set.database !== database) throw new Unrecordable();
    return { [IDS]: [...set.ids] };
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) throw new Unrecordable();
  if (Symbol.iterator in value) return [...(value as Iterable<unknown>)].map(inArray);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw new Unrecordable();
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toPlain(part, database)]));
}

/** Objects in an array are rows of examples: those belong into a store, not here. */
function inArray(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(inArray);
  if (typeof value === 'object' && value !== null) throw new Unrecordable();
  if (typeof value === 'function' || typeof value === 'symbol') throw new Unrecordable();
  return value as Plain;
}

/** The options as `update()` takes them. @param toSet gives the examples of ids */
export function reviveOptions(options: PlainObject, toSet: (ids: readonly string[]) => unknown): object {
  const revive = (value: Plain): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(revive);
    const ids = idsIn(value as PlainObject);
    if (ids !== undefined) return toSet(ids);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, revive(part)]));
  };
  return revive(options) as object;
}

export function isTrainingRecord(record: Partial<TrainingRecord> | null): record is TrainingRecord {
  return (
    Array.isArray(record?.examples) &&
    record.examples.every((id) => typeof id === 'string') &&
    typeof record.options === 'object' &&
    record.options !== null
  );
}

/** Every example that it names, whatever for. */
export function idsOf({ examples, options }: TrainingRecord): Set<string> {
  const found = new Set(examples);
  reviveOptions(options, (ids) => {
    for (const id of ids) found.add(id);
  });
  return found;
}

/** The same without one example. */
export function without(record: TrainingRecord, id: string): TrainingRecord {
  const others = (ids: readonly string[]): string[] => ids.filter((one) => one !== id);
  const options = reviveOptions(record.options, (ids) => ({ [IDS]: others(ids) })) as PlainObject;
  return { examples: others(record.examples), options };
}

function idsIn(value: PlainObject): readonly string[] | undefined {
  const ids = value[IDS];
  return Array.isArray(ids) && Object.keys(value).length === 1 ? (ids as string[]) : undefined;
}
