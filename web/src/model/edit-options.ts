// What callers may say to the functions that change a model.

/** A class label: all of one model are strings, or all are integers. */
export type Label = string | number | bigint;

/**
 * A parameter as the file is to state it: its default alone, or with what else a user of the model may set. A default alone
 * gets what coremltools gives it: the range 0 to 1 for real numbers; for `miniBatchSize` and `epochs` nothing else is allowed.
 */
export type ParameterSetting =
  | number
  | { readonly defaultValue: number; readonly minimum?: number; readonly maximum?: number; readonly values?: undefined }
  | {
      readonly defaultValue: number;
      readonly values: readonly number[];
      readonly minimum?: undefined;
      readonly maximum?: undefined;
    };

/** How a model is to learn. Defaults are coremltools'. */
export interface TrainingSettings {
  /** Default `'sgd'`. */
  readonly optimizer?: 'sgd' | 'adam' | undefined;
  /** Default 0.01 of [0, 1]. */
  readonly learningRate?: ParameterSetting | undefined;
  /** Default 10. */
  readonly miniBatchSize?: ParameterSetting | undefined;
  /** Default 1. */
  readonly epochs?: ParameterSetting | undefined;
  /** `'sgd'` only. Default 0 of [0, 1]. */
  readonly momentum?: ParameterSetting | undefined;
  /** `'adam'` only. Default 0.9 of [0, 1]. */
  readonly beta1?: ParameterSetting | undefined;
  /** `'adam'` only. Default 0.999 of [0, 1]. */
  readonly beta2?: ParameterSetting | undefined;
  /** `'adam'` only. Default 1e-8 of [0, 1]. */
  readonly eps?: ParameterSetting | undefined;
  /** Default true. */
  readonly shuffle?: boolean | undefined;
  /** int64, of the shuffle. Default: none is stated, which means 0. */
  readonly seed?: number | bigint | undefined;
}

export interface MakeUpdatableOptions extends TrainingSettings {
  /**
   * Names of the layers that are to learn, exactly these: convolution, innerProduct, uniDirectionalLSTM; not portable also
   * batchedMatmul, bias, embedding, embeddingND, scale.
   */
  readonly layers: readonly string[];
  /**
   * False: the model may learn in ways that Apple's rules forbid, through every layer that is differentiable here. Where it
   * does, its file is not marked as updatable but by `attune.portable` in its metadata: Apple's systems open it for
   * prediction, this package trains it, and `checkUpdatable()` says `portable: false` and why. Default true: refused.
   */
  readonly portable?: boolean | undefined;
  /** Default: cross entropy where the network ends in a softmax, else mean squared error. */
  readonly loss?: 'categoricalCrossEntropy' | 'meanSquaredError' | undefined;
  /** Default `'lossLayer'`. */
  readonly lossName?: string | undefined;
  /** The value that the loss reads. Default: a classifier's probabilities, else the first output. */
  readonly lossInput?: string | undefined;
  /** What a training example's answer is called. Default: the loss's input with `_true`; a classifier learns from its label. */
  readonly target?: string | undefined;
}

export interface NearestNeighborsOptions {
  /**
   * The output, or the inner value of a network, whose numbers are compared. Default: what the last dense layer of a
   * classifier reads; else the only array output. For kinds unlike those that the network was trained on, what an earlier layer
   * makes may tell them apart better (tests/people has figures).
   */
  readonly features?: string | undefined;
  /** Name of the output and training input. Default `'label'`; its probabilities are called `labelProbs` then. */
  readonly label?: string | undefined;
  /** The answer as long as there is no example; its type is that of all labels. Default `'unknown'`. */
  readonly defaultLabel?: Label | undefined;
  /** How many vote. Default 5 of 1 to 1000. */
  readonly numberOfNeighbors?: ParameterSetting | undefined;
  /** Default `'uniform'`. */
  readonly weighting?: 'uniform' | 'inverseDistance' | undefined;
  /** Default `'linear'`. */
  readonly index?: 'linear' | 'kdTree' | undefined;
  /** Of a kd-tree. Default 30. */
  readonly leafSize?: number | undefined;
}

export interface ClassifierOptions extends TrainingSettings {
  /** As in {@link NearestNeighborsOptions}. */
  readonly features?: string | undefined;
  /** Name of the output and training input. Default `'label'`. */
  readonly label?: string | undefined;
  /** At least two, each once. */
  readonly classes: readonly Label[];
  /**
   * The first weights: `'zeros'` (default; all classes begin alike), or uniform in ±√(6 / (classes + features))
   * (`'glorotUniform'`) or ±√(6 / features) (`'heUniform'`). Biases are 0.
   */
  readonly init?: 'zeros' | 'glorotUniform' | 'heUniform' | undefined;
  /** int64, of the first weights and of the shuffle. Default 0. */
  readonly seed?: number | bigint | undefined;
}

export interface RewriteOptions {
  /** batchedMatmul with constant weights becomes innerProduct. Default true. */
  readonly batchedMatmul?: boolean | undefined;
  /** softmaxND over the class axis becomes softmax. Default true. */
  readonly softmaxND?: boolean | undefined;
  /** reshape, reshapeStatic and flattenTo2D to a vector become flatten. Default true. */
  readonly reshape?: boolean | undefined;
}
