// Values as JSON.

/** int64 beyond 2^53 becomes a string, an array of a model `{ shape, data }`. A number that is none becomes null. */
export function toJson(value: unknown): string {
  const replace = (_: string, one: unknown): unknown => {
    if (typeof one === 'bigint') return String(one);
    return ArrayBuffer.isView(one) ? Array.from(one as unknown as ArrayLike<number>) : one;
  };
  return `${JSON.stringify(value, replace, 2)}\n`;
}
