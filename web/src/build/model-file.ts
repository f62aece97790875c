// A finished model: what the builders make.

import { encode, type Message } from './protobuf.js';
import { MODEL } from './schema.js';

/** What a file says of itself. */
export interface Metadata {
  readonly shortDescription?: string | undefined;
  readonly versionString?: string | undefined;
  readonly author?: string | undefined;
  readonly license?: string | undefined;
  readonly userDefined?: Readonly<Record<string, string>> | undefined;
}

/** A Core ML model that was built here: an ordinary `.mlmodel`. */
export class ModelFile {
  readonly #message: Message;

  /** @internal Builders make it. */
  constructor(message: Message) {
    this.#message = message;
  }

  /** The file. `Model.load(file.bytes())` opens it, and so do Apple's tools. */
  bytes(): Uint8Array<ArrayBuffer> {
    return encode(MODEL, this.#message);
  }

  /** @internal */
  get message(): Message {
    return this.#message;
  }
}

/** @internal */
export function metadataOf(metadata: Metadata | undefined): Message | undefined {
  if (metadata === undefined) return undefined;
  const { userDefined, ...rest } = metadata;
  return { ...rest, userDefined: Object.entries(userDefined ?? {}).map(([key, value]) => ({ key, value })) };
}
