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
export type { ImageVariants } from './inputs/image-variants.js';
export type { RandomNumbers } from './inputs/random-numbers.js';
export type { StrokeVariants } from './inputs/stroke-variants.js';
export type {
  CodeReference,
  CustomArray,
  CustomLayer,
  CustomLayerClass,
  CustomModel,
  CustomModelClass,
  CustomParameters,
} from './model/custom-code.js';
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
export type { LoadProgress } from './model/download.js';
export type {
  ClassifierOptions,
  Label,
  MakeUpdatableOptions,
  NearestNeighborsOptions,
  ParameterSetting,
  RewriteOptions,
  TrainingSettings,
} from './model/edit-options.js';
export type { ClassificationResult, ClassResult, EvaluationResult, RegressionResult } from './model/evaluation.js';
export type { Examples, LazyExamples } from './model/examples.js';
export type { LearnedArray, LearnedArrays, LearnedValues } from './model/learned-arrays.js';
export type { AddClassOptions, ExportOptions, PredictOptions, RewriteResult } from './model/model.js';
export type { LoadOptions, ModelClass } from './model/model-class.js';
export type { ModelFile } from './model/model-file.js';
export type { AnyModel, ModelTypes } from './model/model-types.js';
export type { OutsideOptions } from './model/outside-options.js';
export type { Parameters, ParameterValues } from './model/parameters.js';
export type { Dictionary, MultiArray, OutputImage, OutputValue, Prediction, Sequence } from './model/prediction.js';
export type { ModelSource } from './model/source.js';
export type { StoredExample, StoredExamples } from './model/stored-examples.js';
export type {
  LayerReport,
  RefusedRewrite,
  Rewrite,
  UpdatableReason,
  UpdatableReport,
} from './model/updatable-report.js';
export type { FileCollection, FolderHandle } from './package/files.js';
export type { LoadLimits } from './package/limits.js';
export type { Augmentation, OwnVariants } from './recipes/augmentation.js';
export type { ReplaySetOptions } from './recipes/make-replay-set.js';
export type { Recipe, RecipeChoice, RecipeName } from './recipes/recipe.js';
export type { CrossValidationReport, DoubtfulExample, RecipeReport } from './recipes/report.js';
export type { KeptImages, StoredFeatures } from './store/example-codec.js';
export type { ExampleInfo, KeptExample } from './store/example-info.js';
export type { EvictionPolicy, ExampleLimits, Excess } from './store/example-limits.js';
export type { ExampleSet } from './store/example-set.js';
export type { AddExampleOptions, ExampleModel, ExampleStoreOptions } from './store/example-store.js';
export type { ModelStoreClass } from './store/model-store-class.js';
export type { Metrics, SaveOptions, StoreUpdateOptions, StoreUpdateResult } from './store/store-options.js';
export type { ExportedStore, Forgotten, StoreState, StoreStatus, VersionInfo } from './store/version-info.js';
export type { UpdateMetrics } from './task/metrics.js';
export type { TaskSnapshot } from './task/task-snapshot.js';
export type { UpdateContext, UpdateEvent, UpdateEventName, UpdateListener } from './task/update-event.js';
export type {
  Anchor,
  EarlyStopping,
  KeepIfBetter,
  Replay,
  UpdateOptions,
  ValidationSplit,
} from './task/update-options.js';
export type { UpdateResult, UpdateState } from './task/update-result.js';
export type { UpdateTask } from './task/update-task.js';
