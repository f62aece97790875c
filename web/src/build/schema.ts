// The part of Core ML's format that is written here: field numbers by name, as Apple's published files have them.

import type { Field, Scalar, Schema } from './protobuf.js';

const one = (number: number, holds: Scalar | Schema): Field => ({ number, holds });
const many = (number: number, holds: Scalar | Schema): Field => ({ number, holds, many: true });
/** A member of a oneof. */
const kept = (number: number, holds: Scalar | Schema): Field => ({ number, holds, kept: true });

const EMPTY: Schema = {};
const strings: Schema = { vector: many(1, 'string') };
const int64s: Schema = { vector: one(1, 'integers') };
const floatVector: Schema = { vector: one(1, 'floats') };

const int64Parameter: Schema = {
  defaultValue: one(1, 'integer'),
  range: one(10, { minValue: one(1, 'integer'), maxValue: one(2, 'integer') }),
  set: one(11, { values: one(1, 'integers') }),
};
const doubleParameter: Schema = {
  defaultValue: one(1, 'double'),
  range: one(10, { minValue: one(1, 'double'), maxValue: one(2, 'double') }),
};

const weights: Schema = { floatValue: one(1, 'floats'), isUpdatable: one(50, 'boolean') };
const edges: Schema = {
  borderAmounts: many(10, { startEdgeSize: one(1, 'integer'), endEdgeSize: one(2, 'integer') }),
};
const valid: Schema = { paddingAmounts: one(1, edges) };
const same: Schema = { asymmetryMode: one(1, 'integer') };
const alpha: Schema = { alpha: one(1, 'float') };
const alphaBeta: Schema = { alpha: one(1, 'float'), beta: one(2, 'float') };
const axes: Schema = { axes: one(1, 'integers') };
const axis: Schema = { axis: one(1, 'integer') };
const shaped: Schema = { shape: one(1, 'integers'), data: one(2, weights) };
const dense: Schema = {
  hasBias: one(10, 'boolean'),
  weights: one(20, weights),
  bias: one(21, weights),
};

const activation: Schema = {
  linear: one(5, alphaBeta),
  ReLU: one(10, EMPTY),
  leakyReLU: one(15, alpha),
  thresholdedReLU: one(20, alpha),
  PReLU: one(25, { alpha: one(1, weights) }),
  tanh: one(30, EMPTY),
  scaledTanh: one(31, alphaBeta),
  sigmoid: one(40, EMPTY),
  sigmoidHard: one(41, alphaBeta),
  ELU: one(50, alpha),
  softsign: one(60, EMPTY),
  softplus: one(70, EMPTY),
  parametricSoftplus: one(71, { alpha: one(1, weights), beta: one(2, weights) }),
};

/** The kinds of layers that can be built, as the format spells them. */
export type LayerKind =
  | 'convolution'
  | 'pooling'
  | 'activation'
  | 'innerProduct'
  | 'embedding'
  | 'batchnorm'
  | 'mvn'
  | 'l2normalize'
  | 'softmax'
  | 'lrn'
  | 'crop'
  | 'padding'
  | 'upsample'
  | 'unary'
  | 'add'
  | 'multiply'
  | 'average'
  | 'scale'
  | 'bias'
  | 'max'
  | 'min'
  | 'dot'
  | 'reduce'
  | 'loadConstant'
  | 'reshape'
  | 'flatten'
  | 'permute'
  | 'concat'
  | 'split'
  | 'slice'
  | 'custom'
  | 'copy'
  | 'clip'
  | 'minBroadcastable'
  | 'maxBroadcastable'
  | 'addBroadcastable'
  | 'multiplyBroadcastable'
  | 'subtractBroadcastable'
  | 'softmaxND'
  | 'splitND'
  | 'concatND'
  | 'transpose'
  | 'embeddingND'
  | 'loadConstantND'
  | 'squeeze'
  | 'expandDims'
  | 'flattenTo2D'
  | 'reshapeStatic'
  | 'rankPreservingReshape';

/** Their numbers in the oneof `layer`, and their parameters. */
export const LAYERS: Readonly<Record<LayerKind, Field>> = {
  convolution: one(100, {
    outputChannels: one(1, 'integer'),
    kernelChannels: one(2, 'integer'),
    nGroups: one(10, 'integer'),
    kernelSize: one(20, 'integers'),
    stride: one(30, 'integers'),
    dilationFactor: one(40, 'integers'),
    valid: one(50, valid),
    same: one(51, same),
    isDeconvolution: one(60, 'boolean'),
    hasBias: one(70, 'boolean'),
    weights: one(90, weights),
    bias: one(91, weights),
    outputShape: one(100, 'integers'),
  }),
  pooling: one(120, {
    type: one(1, 'integer'),
    kernelSize: one(10, 'integers'),
    stride: one(20, 'integers'),
    valid: one(30, valid),
    same: one(31, same),
    includeLastPixel: one(32, { paddingAmounts: one(10, 'integers') }),
    avgPoolExcludePadding: one(50, 'boolean'),
    globalPooling: one(60, 'boolean'),
  }),
  activation: one(130, activation),
  innerProduct: one(140, { inputChannels: one(1, 'integer'), outputChannels: one(2, 'integer'), ...dense }),
  embedding: one(150, { inputDim: one(1, 'integer'), outputChannels: one(2, 'integer'), ...dense }),
  batchnorm: one(160, {
    channels: one(1, 'integer'),
    computeMeanVar: one(5, 'boolean'),
    instanceNormalization: one(6, 'boolean'),
    epsilon: one(10, 'float'),
    gamma: one(15, weights),
    beta: one(16, weights),
    mean: one(17, weights),
    variance: one(18, weights),
  }),
  mvn: one(165, {
    acrossChannels: one(1, 'boolean'),
    normalizeVariance: one(2, 'boolean'),
    epsilon: one(3, 'float'),
  }),
  l2normalize: one(170, { epsilon: one(1, 'float') }),
  softmax: one(175, EMPTY),
  lrn: one(180, {
    alpha: one(1, 'float'),
    beta: one(2, 'float'),
    localSize: one(3, 'integer'),
    k: one(4, 'float'),
  }),
  crop: one(190, { cropAmounts: one(1, edges), offset: one(5, 'integers') }),
  padding: one(200, {
    constant: one(1, { value: one(1, 'float') }),
    reflection: one(2, EMPTY),
    replication: one(3, EMPTY),
    paddingAmounts: one(10, edges),
  }),
  upsample: one(210, {
    scalingFactor: one(1, 'integers'),
    mode: one(5, 'integer'),
    linearUpsampleMode: one(6, 'integer'),
    fractionalScalingFactor: one(7, 'floats'),
  }),
  unary: one(220, {
    type: one(1, 'integer'),
    alpha: one(2, 'float'),
    epsilon: one(3, 'float'),
    shift: one(4, 'float'),
    scale: one(5, 'float'),
  }),
  add: one(230, alpha),
  multiply: one(231, alpha),
  average: one(240, EMPTY),
  scale: one(245, {
    shapeScale: one(1, 'integers'),
    scale: one(2, weights),
    hasBias: one(3, 'boolean'),
    shapeBias: one(4, 'integers'),
    bias: one(5, weights),
  }),
  bias: one(250, { shape: one(1, 'integers'), bias: one(2, weights) }),
  max: one(260, EMPTY),
  min: one(261, EMPTY),
  dot: one(270, { cosineSimilarity: one(1, 'boolean') }),
  reduce: one(280, { mode: one(1, 'integer'), epsilon: one(2, 'float'), axis: one(3, 'integer') }),
  loadConstant: one(290, shaped),
  reshape: one(300, { targetShape: one(1, 'integers'), mode: one(2, 'integer') }),
  flatten: one(301, { mode: one(1, 'integer') }),
  permute: one(310, { axis: one(1, 'integers') }),
  concat: one(320, { sequenceConcat: one(100, 'boolean') }),
  split: one(330, { nOutputs: one(1, 'integer') }),
  slice: one(350, {
    startIndex: one(1, 'integer'),
    endIndex: one(2, 'integer'),
    stride: one(3, 'integer'),
    axis: one(4, 'integer'),
  }),
  custom: one(500, {
    className: one(10, 'string'),
    weights: many(20, weights),
    parameters: many(30, {
      key: one(1, 'string'),
      value: one(2, {
        doubleValue: kept(10, 'double'),
        stringValue: kept(20, 'string'),
        longValue: kept(40, 'integer'),
        boolValue: kept(50, 'boolean'),
      }),
    }),
    description: one(40, 'string'),
  }),
  copy: one(600, EMPTY),
  clip: one(660, { minVal: one(1, 'float'), maxVal: one(2, 'float') }),
  minBroadcastable: one(870, EMPTY),
  maxBroadcastable: one(875, EMPTY),
  addBroadcastable: one(880, EMPTY),
  multiplyBroadcastable: one(900, EMPTY),
  subtractBroadcastable: one(905, EMPTY),
  softmaxND: one(950, axis),
  splitND: one(975, { axis: one(1, 'integer'), numSplits: one(2, 'integer'), splitSizes: one(3, 'integers') }),
  concatND: one(980, { axis: one(1, 'integer'), interleave: one(2, 'boolean') }),
  transpose: one(985, axes),
  embeddingND: one(1040, {
    vocabSize: one(1, 'integer'),
    embeddingSize: one(2, 'integer'),
    hasBias: one(3, 'boolean'),
    weights: one(20, weights),
    bias: one(21, weights),
  }),
  loadConstantND: one(1070, shaped),
  squeeze: one(1120, { axes: one(1, 'integers'), squeezeAll: one(2, 'boolean') }),
  expandDims: one(1125, axes),
  flattenTo2D: one(1130, axis),
  reshapeStatic: one(1140, { targetShape: one(1, 'integers') }),
  rankPreservingReshape: one(1150, { targetShape: one(1, 'integers') }),
};

const layer: Schema = {
  name: one(1, 'string'),
  input: many(2, 'string'),
  output: many(3, 'string'),
  isUpdatable: one(10, 'boolean'),
  ...LAYERS,
};

const featureType: Schema = {
  int64Type: one(1, EMPTY),
  doubleType: one(2, EMPTY),
  stringType: one(3, EMPTY),
  imageType: one(4, { width: one(1, 'integer'), height: one(2, 'integer'), colorSpace: one(3, 'integer') }),
  multiArrayType: one(5, { shape: one(1, 'integers'), dataType: one(2, 'integer') }),
  dictionaryType: one(6, { int64KeyType: one(1, EMPTY), stringKeyType: one(2, EMPTY) }),
  isOptional: one(1000, 'boolean'),
};
const feature: Schema = {
  name: one(1, 'string'),
  shortDescription: one(2, 'string'),
  type: one(3, featureType),
};
const description: Schema = {
  input: many(1, feature),
  output: many(10, feature),
  predictedFeatureName: one(11, 'string'),
  predictedProbabilitiesName: one(12, 'string'),
  trainingInput: many(50, feature),
  metadata: one(100, {
    shortDescription: one(1, 'string'),
    versionString: one(2, 'string'),
    author: one(3, 'string'),
    license: one(4, 'string'),
    userDefined: many(100, { key: kept(1, 'string'), value: kept(2, 'string') }),
  }),
};

const between: Schema = { input: one(1, 'string'), target: one(2, 'string') };
const updateParams: Schema = {
  lossLayers: many(1, {
    name: one(1, 'string'),
    categoricalCrossEntropyLossLayer: one(10, between),
    meanSquaredErrorLossLayer: one(11, between),
  }),
  optimizer: one(2, {
    sgdOptimizer: one(10, {
      learningRate: one(1, doubleParameter),
      miniBatchSize: one(2, int64Parameter),
      momentum: one(3, doubleParameter),
    }),
    adamOptimizer: one(11, {
      learningRate: one(1, doubleParameter),
      miniBatchSize: one(2, int64Parameter),
      beta1: one(3, doubleParameter),
      beta2: one(4, doubleParameter),
      eps: one(5, doubleParameter),
    }),
  }),
  epochs: one(3, int64Parameter),
  shuffle: one(10, { defaultValue: one(1, 'boolean') }),
  seed: one(20, { defaultValue: one(1, 'integer') }),
};

const network: Schema = {
  layers: many(1, layer),
  preprocessing: many(2, {
    featureName: one(1, 'string'),
    scaler: one(10, {
      channelScale: one(10, 'float'),
      blueBias: one(20, 'float'),
      greenBias: one(21, 'float'),
      redBias: one(22, 'float'),
      grayBias: one(30, 'float'),
    }),
  }),
  arrayInputShapeMapping: one(5, 'integer'),
  imageInputShapeMapping: one(6, 'integer'),
  updateParams: one(10, updateParams),
  stringClassLabels: one(100, strings),
  int64ClassLabels: one(101, int64s),
  labelProbabilityLayerName: one(200, 'string'),
};

const neighbors: Schema = {
  nearestNeighborsIndex: one(1, {
    numberOfDimensions: one(1, 'integer'),
    floatSamples: many(2, floatVector),
    linearIndex: one(100, EMPTY),
    singleKdTreeIndex: one(110, { leafSize: one(1, 'integer') }),
    squaredEuclideanDistance: one(200, EMPTY),
  }),
  numberOfNeighbors: one(3, int64Parameter),
  stringClassLabels: one(100, strings),
  int64ClassLabels: one(101, int64s),
  defaultStringLabel: kept(110, 'string'),
  defaultInt64Label: kept(111, 'integer'),
  uniformWeighting: one(200, EMPTY),
  inverseDistanceWeighting: one(210, EMPTY),
};

// A pipeline's models are bytes when they come here.
const pipeline: Schema = { models: many(1, 'raw'), names: many(2, 'string') };

export const MODEL: Schema = {
  specificationVersion: one(1, 'integer'),
  description: one(2, description),
  isUpdatable: one(10, 'boolean'),
  pipelineClassifier: one(200, { pipeline: one(1, pipeline) }),
  pipelineRegressor: one(201, { pipeline: one(1, pipeline) }),
  pipeline: one(202, pipeline),
  neuralNetworkRegressor: one(303, network),
  neuralNetworkClassifier: one(403, network),
  kNearestNeighborsClassifier: one(404, neighbors),
  neuralNetwork: one(500, network),
};
