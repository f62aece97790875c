import type { CustomArray, CustomLayer } from '../../../../web/src/core.js';

export declare class Swish implements CustomLayer {
  constructor(parameters: { readonly beta?: unknown });
  setWeightData(weights: readonly (Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>)[]): void;
  outputShapes(shapes: readonly (readonly number[])[]): readonly (readonly number[])[];
  evaluate(inputs: readonly CustomArray[], outputs: readonly CustomArray[]): void;
  backward(
    inputs: readonly CustomArray[],
    outputs: readonly CustomArray[],
    outputGradients: readonly CustomArray[],
    inputGradients: readonly (CustomArray | undefined)[],
  ): void;
}
