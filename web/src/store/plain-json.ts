// Plain data as JSON, with the numbers that JSON cannot spell: bigints, NaN and the infinities.

/** The only key of an object that stands for such a number. */
const NUMBER = '$number';
const BIGINT = '$bigint';

export function printPlain(value: unknown): string {
  return JSON.stringify(value, (_key, part) => {
    if (typeof part === 'bigint') return { [BIGINT]: String(part) };
    if (typeof part === 'number' && !Number.isFinite(part)) return { [NUMBER]: String(part) };
    return part;
  });
}

/** @returns undefined for what is no JSON */
export function parsePlain(text: string): unknown {
  try {
    return JSON.parse(text, (_key, part) => {
      const { [NUMBER]: number, [BIGINT]: bigint } = (part ?? {}) as { readonly [key: string]: unknown };
      if (typeof number === 'string') return Number(number);
      return typeof bigint === 'string' ? BigInt(bigint) : part;
    });
  } catch {
    return undefined;
  }
}
