// Makes models: what coremltools' NeuralNetworkBuilder, its nearest-neighbours builder and its pipelines do.

import type { MakeUpdatableOptions } from './model/edit-options.js';

export type { ArrayFeature, ImageFeature, InputFeature, OutputFeature } from './build/features.js';
export type {
  ActivationParams,
  BatchnormParams,
  ConvolutionParams,
  CustomParams,
  DenseParams,
  Padding,
  PoolingParams,
  Sides,
  Values,
} from './build/layers.js';
export type { Metadata, ModelFile } from './build/model-file.js';
export { type ClassLabelsOptions, NetworkBuilder, type NetworkOptions, type Wires } from './build/network-builder.js';
export {
  type NearestNeighborsSettings,
  nearestNeighbors,
  type PipelineSettings,
  pipeline,
} from './build/other-models.js';
export type { Message } from './build/protobuf.js';
export type { Init } from './build/random.js';
export type { LayerKind } from './build/schema.js';
export type { UpdatableSettings } from './build/training.js';
export { AttuneError, ERROR_CODES, type ErrorCode, type ErrorDetails } from './errors.js';
export type { Label, MakeUpdatableOptions, ParameterSetting, TrainingSettings } from './model/edit-options.js';

/** What `makeUpdatable()` asks of a model: every `Model` of this package has it. */
export interface UpdatableMaker<M> {
  makeUpdatable(options: MakeUpdatableOptions): Promise<M>;
}

/**
 * Makes a loaded network updatable: the same as `model.makeUpdatable(options)`.
 *
 * @throws AttuneError `not-updatable`, `invalid-parameter`, `unsupported`
 */
export function makeUpdatable<M>(model: UpdatableMaker<M>, options: MakeUpdatableOptions): Promise<M> {
  return model.makeUpdatable(options);
}
