// A model that is nothing but bytes: as many as a test wants to be in the middle of writing.

const storage = Symbol.for('attune.storage');

class Lineage {
  #parent;
  #stored = new Map();

  constructor(parent) {
    this.#parent = parent;
  }

  find(key) {
    return this.#stored.get(key) ?? this.#parent?.find(key);
  }

  path() {
    return undefined;
  }

  remember(key, stored) {
    this.#stored.set(key, stored);
  }

  child() {
    return new Lineage(this);
  }
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export class BytesModel {
  #lineage;

  constructor(bytes, lineage = new Lineage()) {
    this.bytes = bytes;
    this.#lineage = lineage;
  }

  next(bytes) {
    return new BytesModel(bytes, this.#lineage.child());
  }

  get [storage]() {
    const base = new TextEncoder().encode('the base of all');
    return {
      coreVersion: 'none',
      lineage: this.#lineage,
      parameters: {},
      baseSha256: async () => hex(new Uint8Array(await crypto.subtle.digest('SHA-256', base))),
      exportBase: async () => base,
      exportDelta: async () => this.bytes,
      withDelta: async (bytes) => new BytesModel(bytes),
      dispose() {},
    };
  }
}

/**
 * The bytes of one generation: its number, its length, and noise that follows from both. So a reader needs no hash of the
 * library's to know whether all of them are there.
 */
export function contentOf(generation, byteLength) {
  const words = new Uint32Array(Math.max(2, byteLength >> 2));
  words[0] = generation;
  words[1] = words.length;
  let state = (generation * 2654435761) >>> 0 || 1;
  for (let i = 2; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer);
}

/** The generation that these bytes are, or undefined: they are none. */
export function generationOf(bytes) {
  if (bytes.length < 8 || bytes.length % 4 !== 0) return undefined;
  const [generation, length] = new Uint32Array(bytes.slice(0, 8).buffer);
  if (length * 4 !== bytes.length) return undefined;
  const wanted = contentOf(generation, bytes.length);
  return bytes.every((byte, index) => byte === wanted[index]) ? generation : undefined;
}
