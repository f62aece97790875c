// What web/scripts/build.mjs puts in the place of these names.

/** The Emscripten glue. */
declare module 'attune:core' {
  const createCore: typeof import('../../../bindings/module.js').default;
  export default createCore;
}

/** The slim wasm core, two hex digits a byte: in a script this compresses better than base64. */
declare module 'attune:wasm-slim' {
  const hex: string;
  export default hex;
}

/** The one with all kinds of layers and models; runs with the same glue, as the next does. */
declare module 'attune:wasm' {
  const hex: string;
  export default hex;
}

/** The same with relaxed SIMD in its kernels. */
declare module 'attune:wasm-relaxed' {
  const hex: string;
  export default hex;
}

/** engine/worker.ts, bundled, as one script. */
declare module 'attune:worker' {
  const source: string;
  export default source;
}
