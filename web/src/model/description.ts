// What a model says about itself: Core ML's own words, as plain data.

/** `model.description`. Frozen. */
export interface ModelDescription {
  /** The member of the file's `Type`, e.g. `neuralNetworkClassifier`, `kNearestNeighborsClassifier`, `pipeline`. */
  readonly modelType: string;
  readonly specificationVersion: number;
  /** It learns: by the file's flag, or here only (`makeUpdatable({ portable: false })`). */
  readonly isUpdatable: boolean;
  readonly inputs: readonly FeatureDescription[];
  readonly outputs: readonly FeatureDescription[];
  /** What one example of an update consists of. Empty unless the model is updatable. */
  readonly trainingInputs: readonly FeatureDescription[];
  /** Which output holds the label, or the number of a regressor. */
  readonly predictedFeatureName?: string;
  /** Which output holds the labels' probabilities. */
  readonly predictedProbabilitiesName?: string;
  /** In the order of the file; labels are unique. */
  readonly classLabels?: readonly (string | number | bigint)[];
  /** The names of the layers that learn, in the order of the file; of a pipeline those of its last model. */
  readonly updatableLayers: readonly string[];
  readonly parameters: readonly ParameterDescription[];
  readonly metadata: ModelMetadata;
}

export interface ModelMetadata {
  readonly shortDescription: string;
  readonly versionString: string;
  readonly author: string;
  readonly license: string;
  /** A null-prototype object: any string is a legal key. */
  readonly userDefined: Readonly<Record<string, string>>;
}

interface Feature<Type extends string> {
  readonly name: string;
  readonly type: Type;
  /** May be left out of an example. */
  readonly optional: boolean;
  readonly shortDescription: string;
}

export interface ScalarDescription extends Feature<'int64' | 'double' | 'string' | 'state'> {}

export interface MultiArrayDescription extends Feature<'multiArray'> {
  /** The default shape where several are allowed; empty: any. */
  readonly shape: readonly number[];
  readonly dataType: 'float32' | 'double' | 'int32' | 'float16' | 'int8';
  readonly flexibility?: ShapeFlexibility;
}

export interface ImageDescription extends Feature<'image'> {
  /** In pixels; the default where several are allowed. Images of any size are taken and resized. */
  readonly width: number;
  readonly height: number;
  readonly colorSpace: 'grayscale' | 'rgb' | 'bgr' | 'grayscaleFloat16';
  readonly flexibility?: SizeFlexibility;
}

export interface DictionaryDescription extends Feature<'dictionary'> {
  readonly keyType: 'int64' | 'string';
}

export interface SequenceDescription extends Feature<'sequence'> {
  readonly elementType: 'int64' | 'string';
}

/** Which other shapes the model takes: one of a list, or any within bounds. */
export type ShapeFlexibility =
  | { readonly type: 'enumerated'; readonly shapes: readonly (readonly number[])[] }
  | { readonly type: 'range'; readonly ranges: readonly SizeRange[] };

/** Which other sizes, in pixels, the model takes without resizing. */
export type SizeFlexibility =
  | { readonly type: 'enumerated'; readonly sizes: readonly { readonly width: number; readonly height: number }[] }
  | { readonly type: 'range'; readonly width: SizeRange; readonly height: SizeRange };

/** Both ends belong to it; without an upper bound there is none. */
export interface SizeRange {
  readonly lowerBound: number;
  readonly upperBound?: number;
}

/** An input, an output or a training input; `type` tells which further fields there are. */
export type FeatureDescription =
  | ScalarDescription
  | MultiArrayDescription
  | ImageDescription
  | DictionaryDescription
  | SequenceDescription;

/** A parameter that the model file lets its user change. */
export interface ParameterDescription {
  /** `learningRate`, `momentum`, `miniBatchSize`, `beta1`, `beta2`, `eps`, `epochs`, `shuffle`, `seed` or `numberOfNeighbors`. */
  readonly key: string;
  /** Empty, or in a pipeline the model that it belongs to. */
  readonly scope: string;
  readonly type: 'int64' | 'double' | 'boolean';
  readonly defaultValue: number | bigint | boolean;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  /** Where the file allows a set of values only. */
  readonly values?: readonly (number | bigint)[];
}

/** @internal The description as the core answers it: only `userDefined` is spelled differently, because order matters in it. */
export type CoreDescription = Omit<ModelDescription, 'metadata'> & {
  readonly metadata: Omit<ModelMetadata, 'userDefined'> & {
    readonly userDefined: readonly (readonly [string, string])[];
  };
};

/** @internal The description as users see it, frozen all through: models share it. */
export function publicDescription(core: CoreDescription): ModelDescription {
  const userDefined: Record<string, string> = Object.create(null);
  for (const [key, value] of core.metadata.userDefined) userDefined[key] = value;
  return freeze({ ...core, metadata: { ...core.metadata, userDefined } });
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) freeze(part);
  }
  return Object.freeze(value);
}
