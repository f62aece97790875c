// Assertions about types: what is wrong does not compile.

/** True if A and B are one and the same type, not merely assignable. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export function expectType<_ extends true>(): void {}
