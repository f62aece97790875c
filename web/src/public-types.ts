// The types that every entry with models exports.

export type { ErrorCode, ErrorDetails } from './errors.js';
export type {
  BitmapLike,
  CanvasLike,
  DictionaryInput,
  FeatureInput,
  Features,
  ImageElementLike,
  ImageInput,
  NumericArray,
  RgbaPixels,
  SequenceInput,
  ShapedArray,
  TypedArray,
  VideoElementLike,
  VideoFrameLike,
} from './inputs/feature-input.js';
export type { Fit, ImageOptions } from './inputs/image-options.js';
export type {
  DictionaryDescription,
  FeatureDescription,
  ImageDescription,
  ModelDescription,
  ModelMetadata,
  MultiArrayDescription,
  ParameterDescription,
  ScalarDescription,
  SequenceDescription,
  ShapeFlexibility,
  SizeFlexibility,
  SizeRange,
} from './model/description.js';
export type { Examples, LazyExamples } from './model/examples.js';
export type { EvaluationResult, ExportOptions, PredictOptions } from './model/model.js';
export type { LoadOptions, ModelClass } from './model/model-class.js';
export type { AnyModel, ModelTypes } from './model/model-types.js';
export type { Parameters, ParameterValues } from './model/parameters.js';
export type { Dictionary, MultiArray, OutputImage, OutputValue, Prediction, Sequence } from './model/prediction.js';
export type { LoadProgress, ModelSource } from './model/source.js';
export type { Metrics, SaveOptions } from './store/model-store.js';
export type { ModelStoreClass } from './store/model-store-class.js';
export type { StoreState, StoreStatus, VersionInfo } from './store/version-info.js';
export type { UpdateMetrics } from './task/metrics.js';
export type { UpdateContext, UpdateEvent, UpdateEventName, UpdateListener } from './task/update-event.js';
export type { UpdateOptions, UpdateResult, UpdateState, UpdateTask } from './task/update-task.js';
