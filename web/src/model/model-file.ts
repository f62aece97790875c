// A model file that says of itself which features the model has: what `attune/vite` makes of an import.

import type { ModelTypes } from './model-types.js';

declare const types: unique symbol;

/** Names the types of a model, and is nothing at run time. */
interface Typed<Types extends ModelTypes> {
  readonly [types]?: Types;
}

/** A URL or the bytes of a model with those features: `Model.load(file)` gives a `Model<Types>`. */
export type ModelFile<Types extends ModelTypes> = (string | Uint8Array<ArrayBuffer>) & Typed<Types>;
