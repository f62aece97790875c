// Moments as the person's clock on the wall shows them: habits follow it, not the sun over Greenwich.

import { AttuneError } from '../errors.js';
import { nameOf } from './feature-input.js';

/**
 * A `Date` or milliseconds since 1970 are read on this device's clock; a string without a zone, `'2026-03-02T08:30'`, says
 * itself what the clock showed, and means the same on every device.
 */
export type Time = Date | number | string;

export const HOUR_MS = 3_600_000;
export const DAY_MS: number = 24 * HOUR_MS;

/** A clock's reading, as milliseconds since its own 1970. */
export function wallClock(time: Time): number {
  if (typeof time === 'string') {
    const local = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d(?:\.\d{1,3})?))?$/.exec(time);
    if (local !== null)
      return reading(
        local.slice(1).map((part) => Number(part ?? 0)),
        time,
      );
  }
  const date = new Date(time);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds() + date.getMilliseconds() / 1000];
  return reading([...parts, ...clock], time);
}

/** 0 is Monday. */
export function weekdayOf(clock: number): number {
  return (Math.floor(clock / DAY_MS) + 3) % 7; // 1970 began on a Thursday
}

/** Hours since midnight, with their fraction. */
export function hourOf(clock: number): number {
  return (clock - Math.floor(clock / DAY_MS) * DAY_MS) / HOUR_MS;
}

function reading(parts: readonly number[], time: Time): number {
  const [year = Number.NaN, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const midnight = Date.UTC(year, month - 1, day);
  const real = new Date(midnight).getUTCDate() === day && hour < 24 && minute < 60 && second < 60 && year >= 1970;
  if (real) return midnight + hour * HOUR_MS + minute * 60_000 + Math.round(second * 1000);
  throw new AttuneError('bad-example', `a time since 1970 was expected, got ${nameOf(time)}`, {
    hint: "a Date, milliseconds, or a string such as '2026-03-02T08:30'",
  });
}
