export function partIndirectCalls(wasm: Uint8Array): { readonly bytes: Uint8Array; readonly count: number };
