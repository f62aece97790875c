// Plain data as a file's bytes, and back.

export function toFile(data: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(data));
}

/** Undefined: there is no such file. */
export function fromFile<T>(bytes: Uint8Array | undefined): T | undefined {
  return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as T);
}
