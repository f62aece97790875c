// Code that a model file names and does not hold: custom layers and custom models, as a page writes them.

import type { Features } from '../inputs/feature-input.js';
import type { ModelDescription } from './description.js';
import type { Prediction } from './prediction.js';

/** An array in C order, the last dimension fastest. */
export interface CustomArray {
  readonly data: Float32Array<ArrayBuffer>;
  readonly shape: readonly number[];
}

/** The file's `parameters`, without a prototype. Integers beyond 2^53 are bigints; bytes occur in custom models only. */
export type CustomParameters = Readonly<Record<string, number | bigint | string | boolean | Uint8Array<ArrayBuffer>>>;

/**
 * A layer of the app's own, as Core ML's `MLCustomLayer`. All of it works at once: no promises. An instance serves one
 * arrangement of input shapes, so a model may make several. What it throws is the sentence of an AttuneError.
 *
 * @example
 * class Swish {
 *   outputShapes(shapes) { return shapes; }
 *   evaluate([x], [y]) { x.data.forEach((v, i) => { y.data[i] = v / (1 + Math.exp(-v)); }); }
 * }
 */
export interface CustomLayer {
  /**
   * Called once, before everything else.
   *
   * @param weights the layer's `weights`, in order: floats where the file holds floats (of either precision), the stored
   *   bytes where it holds quantized or raw ones
   */
  setWeightData?(weights: readonly (Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>)[]): void;
  /** One shape for each output. In networks with rank-5 mapping a shape is `[sequence, batch, channels, height, width]`. */
  outputShapes(inputShapes: readonly (readonly number[])[]): readonly (readonly number[])[];
  /**
   * Writes the outputs for ONE example; they begin as zeros. Inputs are copies. NaN may be written: predictions show it,
   * an update ends with `diverged`.
   */
  evaluate(inputs: readonly CustomArray[], outputs: readonly CustomArray[]): void;
  /**
   * For training layers before this one: adds the loss's gradient by each input. Without it such an update is refused.
   *
   * @param outputGradients the loss's gradient by each output
   * @param inputGradients  begin as zeros; undefined where nobody wants it
   */
  backward?(
    inputs: readonly CustomArray[],
    outputs: readonly CustomArray[],
    outputGradients: readonly CustomArray[],
    inputGradients: readonly (CustomArray | undefined)[],
  ): void;
}

/** A class, or a function that returns the object. */
export type CustomLayerClass =
  | (new (
      parameters: CustomParameters,
    ) => CustomLayer)
  | ((parameters: CustomParameters) => CustomLayer);

/** A model of the app's own, as Core ML's `MLCustomModel`. It works at once, one example a call. */
export interface CustomModel {
  /** @returns every output that the file describes, as `Model.predict()` takes inputs */
  predict(features: Prediction): Features;
}

/** A class, or a function that returns the object. */
export type CustomModelClass =
  | (new (
      description: ModelDescription,
      parameters: CustomParameters,
    ) => CustomModel)
  | ((description: ModelDescription, parameters: CustomParameters) => CustomModel);

/** Where a worker finds a class: a module's URL, relative to the page, and the name of its export (default: the same). */
export interface CodeReference {
  readonly url: string | URL;
  readonly className?: string | undefined;
}
