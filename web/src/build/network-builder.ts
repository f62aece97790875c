// Neural networks, layer by layer: what coremltools' NeuralNetworkBuilder does.

import { AttuneError } from '../errors.js';
import type { Label } from '../model/edit-options.js';
import {
  checkCount,
  checkName,
  describeFeature,
  type InputFeature,
  integerLabels,
  invalid,
  labelFeature,
  type OutputFeature,
  preprocessingOf,
  probabilitiesFeature,
} from './features.js';
import {
  type ActivationParams,
  activationOf,
  type BatchnormParams,
  type ConvolutionParams,
  type CustomParams,
  convolutionOf,
  customOf,
  type DenseParams,
  denseOf,
  type PoolingParams,
  poolingOf,
  vectorOf,
} from './layers.js';
import { type Metadata, ModelFile, metadataOf } from './model-file.js';
import type { Message } from './protobuf.js';
import { Random } from './random.js';
import { LAYERS, type LayerKind } from './schema.js';
import { type UpdatableSettings, updateParameters } from './training.js';

/** Which values a layer reads and makes. */
export interface Wires {
  /** Default: what the layer before it made, or the model's first input. */
  readonly input?: string | readonly string[] | undefined;
  /** Default: the layer's own name. */
  readonly output?: string | readonly string[] | undefined;
}

export interface NetworkOptions {
  readonly inputs: readonly InputFeature[];
  /** Values that the model answers; a classifier's label and probabilities come by themselves. */
  readonly outputs?: readonly OutputFeature[] | undefined;
  /**
   * `'rank5'` (default): array inputs have one or three dimensions, and every value inside is [sequence, batch, channel,
   * height, width]. `'exact'`: arrays go in as they are.
   */
  readonly shapes?: 'rank5' | 'exact' | undefined;
  /** Where first weights come from. The same seed makes the same file in every engine. Default 0. */
  readonly seed?: number | bigint | undefined;
  readonly metadata?: Metadata | undefined;
}

export interface ClassLabelsOptions {
  /** Name of the output with the label. Default `'label'`. */
  readonly label?: string | undefined;
  /** Name of the output with the probabilities. Default: the name of the value that holds them. */
  readonly probabilities?: string | undefined;
  /** The value that holds them, one a label. Default: what the last layer makes. */
  readonly value?: string | undefined;
}

interface Layer {
  readonly name: string;
  readonly kind: LayerKind;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly params: Message;
}

const TRAINABLE: readonly LayerKind[] = ['convolution', 'innerProduct'];

/**
 * Builds a neural network. Layers are added in the order in which they run; each reads what the one before it made unless
 * told otherwise. Where no weights are given, the first ones are drawn from the seed.
 *
 * @example
 * const file = new NetworkBuilder({ inputs: [{ name: 'image', type: 'image', width: 28, height: 28, colorSpace: 'grayscale' }] })
 *   .convolution('conv', { inputChannels: 1, outputChannels: 8, kernelSize: 3 })
 *   .activation('relu', 'ReLU')
 *   .flatten('flat')
 *   .innerProduct('dense', { inputChannels: 8 * 26 * 26, outputChannels: 2 })
 *   .softmax('probabilities')
 *   .classLabels(['cat', 'dog'])
 *   .updatable({ layers: ['dense'], optimizer: 'adam', epochs: 10 })
 *   .build();
 * const model = await Model.load(file.bytes());
 */
export class NetworkBuilder {
  readonly #options: NetworkOptions;
  readonly #random: Random;
  readonly #layers: Layer[] = [];
  readonly #values: Set<string>;
  #last: string;
  #labels: { readonly labels: readonly Label[]; readonly options: ClassLabelsOptions } | undefined;
  #predicted: string | undefined;
  #training: UpdatableSettings | undefined;

  /** @throws AttuneError `invalid-parameter` without an input, or for one that is none */
  constructor(options: NetworkOptions) {
    const [first] = options.inputs;
    if (first === undefined) throw invalid('a network has at least one input');
    for (const feature of options.inputs) describeFeature(feature);
    this.#options = options;
    this.#random = new Random(options.seed ?? 0);
    this.#values = new Set(options.inputs.map(({ name }) => name));
    this.#last = first.name;
  }

  /** Weights `[outputChannels, inputChannels / groups, height, width]`. First ones: He, biases 0. */
  convolution(name: string, params: ConvolutionParams, wires: Wires = {}): this {
    return this.layer('convolution', name, convolutionOf(name, params, this.#random), wires);
  }

  /** Weights `[outputChannels, inputChannels]`. First ones: Glorot, biases 0. */
  innerProduct(name: string, params: DenseParams, wires: Wires = {}): this {
    return this.layer('innerProduct', name, denseOf(name, params, 'inputChannels', this.#random), wires);
  }

  /** Weights `[outputChannels, inputDim]`. First ones: Glorot, biases 0. */
  embedding(
    name: string,
    params: Omit<DenseParams, 'inputChannels'> & { readonly inputDim: number },
    wires: Wires = {},
  ): this {
    const { inputDim, ...rest } = params;
    const dense = denseOf(name, { ...rest, inputChannels: inputDim }, 'inputDim', this.#random);
    return this.layer('embedding', name, dense, wires);
  }

  /** @param kind `'ReLU'`, `'sigmoid'`, `'tanh'`, …, as the format spells them */
  activation(name: string, kind: keyof ActivationParams, params: Message = {}, wires: Wires = {}): this {
    return this.layer('activation', name, activationOf(kind, params), wires);
  }

  pooling(name: string, params: PoolingParams, wires: Wires = {}): this {
    return this.layer('pooling', name, poolingOf(name, params), wires);
  }

  /** Stored statistics: `gamma (x − mean) / √(variance + epsilon) + beta` for each channel. */
  batchnorm(name: string, params: BatchnormParams, wires: Wires = {}): this {
    const { channels, epsilon = 1e-5, gamma, beta, mean, variance } = params;
    checkCount(channels, `layer '${name}': channels`);
    const array = (values: ArrayLike<number> | undefined, fallback: number, role: string): Message =>
      vectorOf(name, role, values ?? new Float32Array(channels).fill(fallback), channels);
    const arrays = {
      gamma: array(gamma, 1, 'gamma'),
      beta: array(beta, 0, 'beta'),
      mean: array(mean, 0, 'mean'),
      variance: array(variance, 1, 'variance'),
    };
    return this.layer('batchnorm', name, { channels, epsilon, ...arrays }, wires);
  }

  /** Makes channels of everything. */
  flatten(name: string, wires: Wires = {}): this {
    return this.layer('flatten', name, {}, wires);
  }

  /** Over the channels. */
  softmax(name: string, wires: Wires = {}): this {
    return this.layer('softmax', name, {}, wires);
  }

  /** Sum of several values. */
  add(name: string, input: readonly string[], wires: Omit<Wires, 'input'> = {}): this {
    return this.layer('add', name, {}, { ...wires, input });
  }

  /** Along the channels. */
  concat(name: string, input: readonly string[], wires: Omit<Wires, 'input'> = {}): this {
    return this.layer('concat', name, {}, { ...wires, input });
  }

  /** Code of the app's own, named by its class: it is handed in when the model is loaded. */
  custom(name: string, params: CustomParams, wires: Wires = {}): this {
    return this.layer('custom', name, customOf(name, params), wires);
  }

  /**
   * Any layer, its parameters by the format's own field names: `layer('lrn', 'norm', { localSize: 5, alpha: 1e-4 })`. An
   * array of weights is `{ floatValue }`.
   *
   * @throws AttuneError `invalid-parameter` for a name that is taken, a value that nothing makes, a field that is none
   */
  layer(kind: LayerKind, name: string, params: Message = {}, wires: Wires = {}): this {
    checkName(name, 'a layer');
    if (!Object.hasOwn(LAYERS, kind)) throw invalid(`there is no layer of kind '${kind}'`, { layer: name });
    const schema = LAYERS[kind].holds;
    const stranger = Object.keys(params).find((key) => typeof schema !== 'object' || !Object.hasOwn(schema, key));
    if (stranger !== undefined) throw invalid(`layer '${name}': ${kind} has no '${stranger}'`, { layer: name });
    if (this.#layers.some((layer) => layer.name === name)) {
      throw invalid(`another layer is called '${name}'`, { layer: name });
    }
    const input = [wires.input ?? this.#last].flat();
    const output = [wires.output ?? name].flat();
    for (const value of input) {
      if (this.#values.has(value)) continue;
      throw invalid(`layer '${name}' reads '${value}', which is neither an input nor made before it`, { layer: name });
    }
    for (const value of output) {
      checkName(value, `an output of layer '${name}'`);
      if (this.#values.has(value) && kind !== 'copy') throw invalid(`'${value}' is made twice`, { layer: name });
      this.#values.add(value);
    }
    this.#layers.push({ name, kind, input, output, params });
    this.#last = output[0] as string;
    return this;
  }

  /**
   * Makes a classifier of the network: its scores get labels.
   *
   * @throws AttuneError `invalid-parameter` for labels of two types, or one that is named twice
   */
  classLabels(labels: readonly Label[], options: ClassLabelsOptions = {}): this {
    integerLabels(labels, 1);
    this.#labels = { labels, options };
    return this;
  }

  /** Makes a regressor of the network: one of its outputs is what it predicts. */
  predicts(output: string): this {
    this.#predicted = output;
    return this;
  }

  /** Makes the network updatable; checked by `build()`. */
  updatable(settings: UpdatableSettings): this {
    this.#training = settings;
    return this;
  }

  /**
   * The finished model.
   *
   * @throws AttuneError `invalid-parameter` when an output or the classifier's value is made by no layer
   * @throws AttuneError `not-updatable` when what is to learn cannot, by Apple's rules for updatable models
   */
  build(): ModelFile {
    const { inputs, outputs = [], shapes, metadata } = this.#options;
    if (this.#layers.length === 0) throw invalid('a network has at least one layer');
    const classifier = this.#classifier();
    const training = this.#training === undefined ? undefined : this.#trained(this.#training, classifier?.value);
    const input = inputs.map(describeFeature);
    const output = outputs.map((feature) => {
      if (!this.#values.has(feature.name)) throw invalid(`no layer makes the output '${feature.name}'`);
      return describeFeature(feature);
    });
    if (output.length === 0 && classifier === undefined) throw invalid('a network has at least one output');
    const predicted = this.#predicted;
    if (predicted !== undefined && (classifier !== undefined || !outputs.some(({ name }) => name === predicted)))
      throw invalid(`'${predicted}' is to be predicted, but is no output, or the network has labels`);
    const plain = predicted === undefined ? 'neuralNetwork' : 'neuralNetworkRegressor';
    const network = {
      layers: this.#layers.map((layer) => toMessage(layer, training?.layers ?? [])),
      preprocessing: inputs.map(preprocessingOf).filter((one) => one !== undefined),
      arrayInputShapeMapping: shapes === 'exact' ? 1 : 0,
      imageInputShapeMapping: shapes === 'exact' ? 1 : 0,
      updateParams: training?.params,
      ...classifier?.fields,
    };
    const description = {
      input,
      output: [...output, ...(classifier?.outputs ?? [])],
      predictedFeatureName: predicted,
      ...classifier?.names,
      trainingInput: training === undefined ? [] : [...input, training.target],
      metadata: metadataOf(metadata),
    };
    return new ModelFile({
      specificationVersion: 4,
      description,
      isUpdatable: training !== undefined,
      [classifier === undefined ? plain : 'neuralNetworkClassifier']: network,
    });
  }

  #classifier(): { value: string; label: Message; outputs: Message[]; names: Message; fields: Message } | undefined {
    if (this.#labels === undefined) return undefined;
    const { labels, options } = this.#labels;
    const { value = this.#last, label = 'label', probabilities = value } = options;
    if (!this.#values.has(value)) throw invalid(`no layer makes the probabilities '${value}'`);
    const integers = integerLabels(labels, 1);
    return {
      value,
      label: labelFeature(label, integers),
      outputs: [labelFeature(label, integers), probabilitiesFeature(probabilities, integers)],
      names: { predictedFeatureName: label, predictedProbabilitiesName: probabilities },
      fields: {
        [integers ? 'int64ClassLabels' : 'stringClassLabels']: { vector: labels },
        labelProbabilityLayerName: value,
      },
    };
  }

  #trained(
    settings: UpdatableSettings,
    scores: string | undefined,
  ): { layers: readonly string[]; params: Message; target: Message } {
    const lossInput = settings.lossInput ?? scores ?? this.#options.outputs?.[0]?.name ?? this.#last;
    const maker = this.#layers.findLast((layer) => layer.output.includes(lossInput));
    if (maker === undefined) throw notUpdatable(`the loss reads '${lossInput}', which no layer makes`);
    const crossEntropy =
      settings.loss === undefined ? maker.kind === 'softmax' : settings.loss === 'categoricalCrossEntropy';
    if (crossEntropy && maker.kind !== 'softmax') {
      throw notUpdatable(`cross entropy reads '${lossInput}', which must be made by a softmax`, maker.name);
    }
    if (settings.layers.length === 0) throw notUpdatable('no layer is named: at least one must learn');
    const lossName = settings.lossName ?? 'lossLayer';
    if (this.#layers.some(({ name }) => name === lossName))
      throw notUpdatable(`the loss is called '${lossName}', like a layer`);
    this.#checkPath(settings.layers, crossEntropy ? maker.input : [lossInput]);
    return {
      layers: settings.layers,
      params: updateParameters(settings, lossInput, crossEntropy),
      target: this.#target(lossInput, crossEntropy, scores),
    };
  }

  /** Breadth first from the loss, as Apple's validator: behind what blocks nothing may learn. */
  #checkPath(names: readonly string[], from: readonly string[]): void {
    for (const name of names) {
      const layer = this.#layers.find((one) => one.name === name);
      if (layer === undefined) throw invalid(`there is no layer '${name}'`, { layer: name });
      if (!TRAINABLE.includes(layer.kind)) {
        throw notUpdatable(`layer '${name}': layers of kind ${layer.kind} cannot be updatable`, name);
      }
    }
    const seen = new Set<Layer>();
    const queue = [...from];
    let blocking: Layer | undefined;
    for (let value = queue.shift(); value !== undefined; value = queue.shift()) {
      const wanted = value;
      const layer = this.#layers.findLast((one) => one.output.includes(wanted));
      if (layer === undefined || seen.has(layer)) continue;
      seen.add(layer);
      if (blocking === undefined && !passesGradients(layer)) blocking = layer;
      if (blocking !== undefined && names.includes(layer.name)) {
        throw notUpdatable(
          `layer '${layer.name}' is to learn, but the gradient cannot reach it through '${blocking.name}' (${blocking.kind})`,
          layer.name,
        );
      }
      queue.push(...layer.input);
    }
  }

  #target(lossInput: string, crossEntropy: boolean, scores: string | undefined): Message {
    if (crossEntropy && lossInput === scores) return this.#classifier()?.label as Message;
    const name = `${lossInput}_true`;
    if (crossEntropy) return describeFeature({ name, shape: [1], dataType: 'int32' });
    const output = this.#options.outputs?.find((one) => one.name === lossInput);
    if (output?.shape === undefined)
      throw notUpdatable(`the output '${lossInput}' needs a shape: targets have the same`);
    return describeFeature({ name, shape: output.shape, dataType: 'double' });
  }
}

/** What Apple's tools let a gradient through. */
function passesGradients({ kind, params }: Layer): boolean {
  if (kind === 'activation') return 'ReLU' in params || 'sigmoid' in params || 'tanh' in params;
  return ['convolution', 'innerProduct', 'flatten', 'pooling', 'batchnorm'].includes(kind);
}

function toMessage({ name, kind, input, output, params }: Layer, updatable: readonly string[]): Message {
  if (!updatable.includes(name)) return { name, input, output, [kind]: params };
  const mark = (array: unknown): Message => ({ ...(array as Message | undefined), isUpdatable: true });
  const marked = { ...params, weights: mark(params.weights), bias: mark(params.bias) };
  return { name, input, output, isUpdatable: true, [kind]: marked };
}

function notUpdatable(message: string, layer?: string): AttuneError {
  return new AttuneError('not-updatable', message, { layer });
}
