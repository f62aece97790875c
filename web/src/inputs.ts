// What people do, see, say and write, as features: without a model, a worker or wasm.

export { AttuneError, ERROR_CODES, type ErrorCode, type ErrorDetails } from './errors.js';
export {
  type Choice,
  ChoiceFeatures,
  type ChoiceOptions,
  type Moment,
  popularity,
  type Surroundings,
} from './inputs/choices.js';
export type {
  BitmapLike,
  CanvasLike,
  FeatureInput,
  Features,
  ImageElementLike,
  ImageInput,
  RgbaPixels,
  VideoElementLike,
  VideoFrameLike,
} from './inputs/feature-input.js';
export {
  type ImageVariants,
  type ImageVariantsOptions,
  imageVariant,
  imageVariants,
  type Pixels,
} from './inputs/image-variants.js';
export { type LogMel, type LogMelOptions, logMel, type SoundInput } from './inputs/log-mel.js';
export { readPixels } from './inputs/pixels.js';
export type { RandomNumbers } from './inputs/random-numbers.js';
export {
  type StrokeVariants,
  type StrokeVariantsOptions,
  strokeVariant,
  strokeVariants,
} from './inputs/stroke-variants.js';
export { readTable, type TableOptions } from './inputs/tables/read-table.js';
export type { TableFormat } from './inputs/tables/rows.js';
export { type VideoFrameOptions, videoFrames } from './inputs/video-frames.js';
export type { Time } from './inputs/wall-clock.js';
export type { FeatureDescription } from './model/description.js';
