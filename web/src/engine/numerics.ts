// A word of the public types, which must not lead into the engine.

/**
 * How the core calculates. `'exact'`: the same bits in every browser and on every machine. `'fast'`: with relaxed SIMD, where
 * the browser has it; products may be rounded once with the sum that they go into, or not, as the processor likes.
 */
export type Numerics = 'exact' | 'fast';
