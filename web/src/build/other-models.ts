// Models that are no networks: nearest neighbours, and pipelines of finished models.

import { AttuneError } from '../errors.js';
import type { Label, NearestNeighborsOptions, ParameterSetting } from '../model/edit-options.js';
import {
  checkCount,
  checkName,
  describeFeature,
  integerLabels,
  invalid,
  labelFeature,
  probabilitiesFeature,
} from './features.js';
import { type Metadata, ModelFile, metadataOf } from './model-file.js';
import type { Message } from './protobuf.js';
import { countParameter } from './training.js';

/** As for a head on another model, but on an input of its own. */
export interface NearestNeighborsSettings extends Omit<NearestNeighborsOptions, 'features'> {
  /** Name of the input: an array of so many numbers. */
  readonly input: string;
  readonly dimensions: number;
  /** What it knows from the start. Default nothing. */
  readonly examples?: readonly { readonly vector: ArrayLike<number>; readonly label: Label }[] | undefined;
  /** Default true. */
  readonly updatable?: boolean | undefined;
  readonly metadata?: Metadata | undefined;
}

/**
 * A nearest-neighbours classifier, as coremltools' KNearestNeighborsClassifierBuilder makes it.
 *
 * @throws AttuneError `invalid-parameter` for a setting that the format does not take
 * @throws AttuneError `shape-mismatch` for an example of another length
 */
export function nearestNeighbors(settings: NearestNeighborsSettings): ModelFile {
  const { input, dimensions, label = 'label', defaultLabel = 'unknown', examples = [], leafSize = 30 } = settings;
  checkName(input, 'the input');
  checkName(label, 'the label');
  checkCount(dimensions, 'dimensions');
  checkCount(leafSize, 'leafSize');
  checkChoice('weighting', settings.weighting, ['uniform', 'inverseDistance']);
  checkChoice('index', settings.index, ['linear', 'kdTree']);
  const integers = integerLabels([defaultLabel], 1);
  for (const [index, example] of examples.entries()) {
    if (integerLabels([example.label], 1) !== integers) throw invalid(`example ${index}: labels are of one type`);
    if (example.vector.length === dimensions) continue;
    throw new AttuneError('shape-mismatch', `example ${index} has ${example.vector.length} numbers, not ${dimensions}`);
  }
  const vector = describeFeature({ name: input, shape: [dimensions] });
  const answer = labelFeature(label, integers);
  const updatable = settings.updatable ?? true;
  const labels = { vector: examples.map((example) => example.label) };
  return new ModelFile({
    specificationVersion: 4,
    isUpdatable: updatable,
    description: {
      input: [vector],
      output: [answer, probabilitiesFeature(`${label}Probs`, integers)],
      predictedFeatureName: label,
      predictedProbabilitiesName: `${label}Probs`,
      trainingInput: updatable ? [vector, answer] : [],
      metadata: metadataOf(settings.metadata),
    },
    kNearestNeighborsClassifier: {
      nearestNeighborsIndex: {
        numberOfDimensions: dimensions,
        floatSamples: examples.map((example) => ({ vector: example.vector })),
        ...(settings.index === 'kdTree' ? { singleKdTreeIndex: { leafSize } } : { linearIndex: {} }),
        squaredEuclideanDistance: {},
      },
      numberOfNeighbors: countParameter(
        boundedNeighbors(settings.numberOfNeighbors),
        { defaultValue: 5, minimum: 1, maximum: 1000 },
        'numberOfNeighbors',
      ),
      [integers ? 'int64ClassLabels' : 'stringClassLabels']: labels,
      [integers ? 'defaultInt64Label' : 'defaultStringLabel']: defaultLabel,
      [settings.weighting === 'inverseDistance' ? 'inverseDistanceWeighting' : 'uniformWeighting']: {},
    },
  });
}

function checkChoice(name: string, value: string | undefined, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value)) return;
  throw invalid(`${name} is one of ${choices.join(', ')}, got '${value}'`);
}

/** A number alone gets the range of coremltools' builder. */
function boundedNeighbors(setting: ParameterSetting | undefined): ParameterSetting | undefined {
  return typeof setting === 'number' ? { defaultValue: setting, minimum: 1, maximum: 1000 } : setting;
}

export interface PipelineSettings {
  /** In the order in which they answer; each reads the pipeline's inputs and what those before it answered. */
  readonly models: readonly ModelFile[];
  /** Scopes of their parameters. Default: `model0`, `model1`, … */
  readonly names?: readonly string[] | undefined;
  readonly metadata?: Metadata | undefined;
}

/**
 * A pipeline of finished models. Its inputs are those that no model before makes, its outputs those of the last one; if that
 * is updatable, so is the pipeline.
 *
 * @throws AttuneError `invalid-parameter` without a model, or for names that do not fit
 * @throws AttuneError `not-updatable` when another than the last model is updatable
 */
export function pipeline(settings: PipelineSettings): ModelFile {
  const { models, names = [] } = settings;
  const last = models.at(-1);
  if (last === undefined) throw invalid('a pipeline has at least one model');
  if (names.length > 0 && (names.length !== models.length || new Set(names).size !== names.length))
    throw invalid(`${models.length} models need as many names, each another one`);
  const early = models.slice(0, -1).findIndex(({ message }) => message.isUpdatable === true);
  if (early >= 0)
    throw new AttuneError('not-updatable', `model ${early} is updatable; in a pipeline only the last can be`);

  const inputs = new Map<string, Message>();
  const made = new Set<unknown>();
  for (const { message } of models) {
    const description = message.description as Message;
    for (const feature of description.input as readonly Message[]) {
      if (!made.has(feature.name)) inputs.set(feature.name as string, feature);
    }
    for (const feature of description.output as readonly Message[]) made.add(feature.name);
  }
  const description = last.message.description as Message;
  const predicts = description.predictedFeatureName !== undefined;
  const type = predicts
    ? last.message.neuralNetworkRegressor === undefined && last.message.pipelineRegressor === undefined
      ? 'pipelineClassifier'
      : 'pipelineRegressor'
    : 'pipeline';
  const inner = { models: models.map((model) => model.bytes()), names };
  const ownInputs = new Set((description.input as readonly Message[]).map(({ name }) => name));
  const targets = (description.trainingInput as readonly Message[]).filter(({ name }) => !ownInputs.has(name));
  const updatable = last.message.isUpdatable === true;
  return new ModelFile({
    specificationVersion: 4,
    isUpdatable: updatable,
    description: {
      input: [...inputs.values()],
      output: description.output,
      predictedFeatureName: description.predictedFeatureName,
      predictedProbabilitiesName: description.predictedProbabilitiesName,
      trainingInput: updatable ? [...inputs.values(), ...targets] : [],
      metadata: metadataOf(settings.metadata),
    },
    [type]: type === 'pipeline' ? inner : { pipeline: inner },
  });
}
