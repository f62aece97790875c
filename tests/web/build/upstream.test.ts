// Counterparts of coremltools' own tests of its builders (test_model_updatable, test_nearest_neighbors_builder), each under
// its name there; tests/layout/upstream.test.mjs holds the list.

import { describe, expect, it } from 'vitest';
import { NetworkBuilder, nearestNeighbors, pipeline, type UpdatableSettings } from '../../../web/src/build.js';
import { inThread, skipped } from '../support/real-core.js';

const layers = (outputs: readonly { name: string; shape: number[] }[]) =>
  new NetworkBuilder({ inputs: [{ name: 'input', shape: [3] }], outputs })
    .innerProduct('ip1', { inputChannels: 3, outputChannels: 3 })
    .innerProduct('ip2', { inputChannels: 3, outputChannels: 3 }, { output: 'logits' });
const network = () => layers([{ name: 'output', shape: [3] }]);
const labelled = () => layers([]).softmax('softmax', { output: 'output' }).classLabels(['a', 'b', 'c']);
const classes = (settings: UpdatableSettings) =>
  network().softmax('softmax', { output: 'output' }).updatable(settings).build();
const numbers = (settings: UpdatableSettings) =>
  network().activation('relu', 'ReLU', {}, { output: 'output' }).updatable(settings).build();

const neighbors = (more: Partial<Parameters<typeof nearestNeighbors>[0]> = {}) =>
  nearestNeighbors({ input: 'input', dimensions: 4, label: 'output', defaultLabel: 'defaultLabel', ...more });

const invalid = expect.objectContaining({ code: 'invalid-parameter' });
const notUpdatable = expect.objectContaining({ code: 'not-updatable' });

describe.skipIf(skipped !== undefined)('networks that are built to learn', () => {
  it.each([
    ['updatable_model_creation_ce_sgd', classes, 'sgd', ['epochs', 'learningRate', 'miniBatchSize', 'momentum']],
    [
      'updatable_model_creation_ce_adam',
      classes,
      'adam',
      ['beta1', 'beta2', 'epochs', 'eps', 'learningRate', 'miniBatchSize'],
    ],
    ['updatable_model_creation_mse_sgd', numbers, 'sgd', ['epochs', 'learningRate', 'miniBatchSize', 'momentum']],
    [
      'updatable_model_creation_mse_adam',
      numbers,
      'adam',
      ['beta1', 'beta2', 'epochs', 'eps', 'learningRate', 'miniBatchSize'],
    ],
  ] as const)('%s', async (_name, build, optimizer, keys) => {
    const file = build({ layers: ['ip1', 'ip2'], optimizer, learningRate: 0.01, miniBatchSize: 5, epochs: 10 });
    const model = await inThread().load(file.bytes());
    expect(await model.checkUpdatable()).toMatchObject({ updatable: true, portable: true, reasons: [] });
    const { isUpdatable, parameters } = model.description;
    expect(isUpdatable).toBe(true);
    const known = Object.fromEntries(parameters.map((one) => [one.key, one]));
    expect(
      Object.keys(known)
        .filter((key) => key !== 'shuffle' && key !== 'seed')
        .sort(),
    ).toEqual(keys);
    expect(known.learningRate).toMatchObject({ defaultValue: 0.01, minimum: 0, maximum: 1 });
    expect(known.miniBatchSize).toMatchObject({ defaultValue: 5, values: [5] });
    expect(known.epochs).toMatchObject({ defaultValue: 10, values: [10] });
  });

  // nn_set_training_input, nn_builder_with_training_features
  it('describe what an example holds: their inputs, and a target of the loss’s type', async () => {
    const trained = async (file: { bytes(): Uint8Array<ArrayBuffer> }) =>
      (await inThread().load(file.bytes())).description.trainingInputs.map(({ name, ...rest }) => [
        name,
        'dataType' in rest ? rest.dataType : rest.type,
        'shape' in rest ? rest.shape : [],
      ]);
    const settings = { layers: ['ip2'] };
    expect(await trained(classes(settings))).toEqual([
      ['input', 'float32', [3]],
      ['output_true', 'int32', [1]],
    ]);
    expect(await trained(numbers(settings))).toEqual([
      ['input', 'float32', [3]],
      ['output_true', 'double', [3]],
    ]);
    expect(await trained(labelled().updatable(settings).build())).toEqual([
      ['input', 'float32', [3]],
      ['label', 'string', []],
    ]);
  });

  // shuffle_on_by_default
  it('shuffle, unless they are told not to', async () => {
    const shuffle = async (settings: Partial<UpdatableSettings>) => {
      const model = await inThread().load(classes({ layers: ['ip1'], ...settings }).bytes());
      return model.description.parameters.find(({ key }) => key === 'shuffle')?.defaultValue;
    };
    expect(await shuffle({})).toBe(true);
    expect(await shuffle({ shuffle: false })).toBe(false);
  });

  // pipeline_regressor_make_updatable, pipeline_classifier_make_updatable, pipeline_classifier_set_training_inputs
  it('stand at the end of pipelines, whose training inputs then are theirs', async () => {
    const front = new NetworkBuilder({
      inputs: [{ name: 'raw', shape: [3] }],
      outputs: [{ name: 'input', shape: [3] }],
    })
      .innerProduct('front', { inputChannels: 3, outputChannels: 3 }, { output: 'input' })
      .build();
    const settings = { layers: ['ip2'] };
    const regressor = network().activation('relu', 'ReLU', {}, { output: 'output' }).predicts('output');
    for (const [last, type, target] of [
      [labelled(), 'pipelineClassifier', 'label'],
      [regressor, 'pipelineRegressor', 'output_true'],
    ] as const) {
      const model = await inThread().load(pipeline({ models: [front, last.updatable(settings).build()] }).bytes());
      expect(model.description).toMatchObject({ modelType: type, isUpdatable: true });
      expect(model.description.trainingInputs.map(({ name }) => name)).toEqual(['raw', target]);
      expect((await model.checkUpdatable()).portable).toBe(true);
    }
  });
});

describe('networks that cannot be built to learn', () => {
  it('nn_set_cce_without_softmax_fail', () => {
    expect(() => numbers({ layers: ['ip1'], loss: 'categoricalCrossEntropy' })).toThrow(notUpdatable);
  });

  it('nn_set_cce_invalid', () => {
    const [loss, layers] = ['categoricalCrossEntropy', ['ip1']] as const;
    expect(() => classes({ layers, loss, lossInput: 'logits' })).toThrow(notUpdatable);
    expect(() => classes({ layers, loss, lossInput: 'nothing' })).toThrow(notUpdatable);
  });

  it('nn_set_softmax_updatable_invalid', () => {
    expect(() => classes({ layers: ['softmax'] })).toThrow(notUpdatable);
    expect(() => classes({ layers: ['ip1', 'softmax'] })).toThrow(notUpdatable);
  });
});

describe.skipIf(skipped !== undefined)('nearest neighbours that are built', () => {
  const opened = async (more: Parameters<typeof neighbors>[0] = {}) => inThread().load(neighbors(more).bytes());

  // builder_output_types, builder_training_input, make_updatable
  it('answer a label and probabilities, and learn from an input and a label', async () => {
    const { outputs, trainingInputs, isUpdatable, predictedFeatureName } = (await opened()).description;
    expect(outputs).toMatchObject([
      { name: 'output', type: 'string' },
      { name: 'outputProbs', type: 'dictionary', keyType: 'string' },
    ]);
    expect(trainingInputs).toMatchObject([
      { name: 'input', type: 'multiArray', shape: [4] },
      { name: 'output', type: 'string' },
    ]);
    expect([isUpdatable, predictedFeatureName]).toEqual([true, 'output']);
    const integers = (await opened({ defaultLabel: 12 })).description;
    expect(integers.outputs).toMatchObject([{ type: 'int64' }, { keyType: 'int64' }]);
    expect(integers.trainingInputs).toMatchObject([{}, { type: 'int64' }]);
  });

  // author, description
  it('carry what is said of them', async () => {
    const metadata = { author: 'somebody', license: 'MIT', shortDescription: 'what it is', versionString: '3' };
    expect((await opened({ metadata })).description.metadata).toMatchObject(metadata);
  });

  // weighting_scheme, index_type, leaf_size
  it('take every weighting and index, and refuse what is none', async () => {
    for (const weighting of ['uniform', 'inverseDistance'] as const) {
      for (const index of ['linear', 'kdTree'] as const)
        expect(await opened({ weighting, index, leafSize: 17 })).toBeDefined();
    }
    expect(() => neighbors({ weighting: 'test' as never })).toThrow(invalid);
    expect(() => neighbors({ index: 'unsupported_index' as never })).toThrow(invalid);
    expect(() => neighbors({ index: 'kdTree', leafSize: -1 })).toThrow(invalid);
    expect(() => neighbors({ index: 'kdTree', leafSize: 0 })).toThrow(invalid);
  });

  // set_number_of_neighbors, set_number_of_neighbors_with_bounds, set_number_of_neighbors_with_bounds_error_conditions
  it('say how many vote, within a range or a set', async () => {
    const parameter = async (
      numberOfNeighbors: NonNullable<Parameters<typeof nearestNeighbors>[0]['numberOfNeighbors']>,
    ) => (await opened({ numberOfNeighbors })).description.parameters[0];
    expect((await opened()).description.parameters[0]).toMatchObject({ defaultValue: 5, minimum: 1, maximum: 1000 });
    expect(await parameter(12)).toMatchObject({ key: 'numberOfNeighbors', defaultValue: 12 });
    expect(await parameter({ defaultValue: 12, minimum: 2, maximum: 24 })).toMatchObject({ minimum: 2, maximum: 24 });
    expect(await parameter({ defaultValue: 4, values: [1, 4, 6] })).toMatchObject({
      defaultValue: 4,
      values: [1, 4, 6],
    });
    const wrong = [
      { defaultValue: 3, minimum: 5, maximum: 10 },
      { defaultValue: 11, minimum: 5, maximum: 10 },
      { defaultValue: 0, minimum: 0, maximum: 10 },
      { defaultValue: 3, values: [1, 2] },
      { defaultValue: 1, values: [] },
      -1,
    ];
    for (const numberOfNeighbors of wrong) expect(() => neighbors({ numberOfNeighbors })).toThrow(invalid);
  });

  // add_samples_string_labels, add_samples_int_labels
  it('hold examples with labels of either type', async () => {
    const vectors = [[1, 2, 3, 4], new Float32Array([5, 6, 7, 8])];
    for (const labels of [
      ['one', 'two'],
      [1, 2],
    ] as const) {
      const examples = vectors.map((vector, i) => ({ vector, label: labels[i] as string | number }));
      const model = await opened({
        examples,
        defaultLabel: typeof labels[0] === 'string' ? 'none' : 0,
        numberOfNeighbors: 1,
      });
      expect(await model.examples.count()).toBe(2);
      expect(await model.predict({ input: [5, 6, 7, 9] })).toMatchObject({ output: labels[1] });
    }
  });

  // add_samples_invalid_data, add_samples_invalid_label_types
  it('refuse examples that do not fit', () => {
    const shapeMismatch = expect.objectContaining({ code: 'shape-mismatch' });
    expect(() => neighbors({ examples: [{ vector: [1, 2, 3], label: 'a' }] })).toThrow(shapeMismatch);
    expect(() => neighbors({ examples: [{ vector: [1, 2, 3, 4, 5], label: 'a' }] })).toThrow(shapeMismatch);
    expect(() => neighbors({ examples: [{ vector: [1, 2, 3, 4], label: 7 }] })).toThrow(invalid);
    expect(() => neighbors({ examples: [{ vector: [1, 2, 3, 4], label: 1.5 as never }], defaultLabel: 0 })).toThrow(
      invalid,
    );
  });

  // can_init_and_save_model_from_builder_default_parameters, can_init_and_save_model_from_builder_with_updated_spec
  it('are files like any other, and stay so when they have learned', async () => {
    const model = await opened();
    expect(await model.export()).toEqual(neighbors().bytes());
    const { model: taught } = await model.update([{ input: [1, 2, 3, 4], output: 'a' }]).finished;
    const again = await inThread().load(await taught.export());
    expect(await again.predict({ input: [1, 2, 3, 4] })).toMatchObject({ output: 'a' });
  });
});
