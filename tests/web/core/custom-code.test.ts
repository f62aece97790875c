// Custom layers, custom models and linked models, on the wasm core itself: in this thread and behind a worker's messages.

import { describe, expect, it } from 'vitest';
import { encode, type Schema } from '../../../web/src/build/protobuf.js';
import { NetworkBuilder } from '../../../web/src/build.js';
import type { CustomLayer, CustomLayerClass, CustomModelClass, CustomParameters } from '../../../web/src/core.js';
import { storage } from '../../../web/src/store/storable.js';
import { Swish } from '../../browser/jobs/scenarios/swish.mjs';
import { inThread, inWorker, modelFile, skipped } from '../support/real-core.js';

const swishUrl = new URL('../../browser/jobs/scenarios/swish.mjs', import.meta.url);

/** y = swish(x), with beta 2 and a scale of 3 in the file. */
const swishFile = (): Uint8Array<ArrayBuffer> =>
  new NetworkBuilder({ inputs: [{ name: 'x', shape: [3] }], outputs: [{ name: 'y', shape: [3] }] })
    .custom('act', { className: 'Swish', parameters: { beta: 2 }, weights: [[3]] }, { output: 'y' })
    .build()
    .bytes();

const x = new Float32Array([-1, 0.5, 2]);
const swished = Array.from(x, (value) => Math.fround((3 * value) / (1 + Math.exp(-2 * value))));

const numbers = (value: unknown): number[] => Array.from((value as { data: Float32Array }).data);

describe.skipIf(skipped !== undefined)('a custom layer', () => {
  it('is a class in this thread', async () => {
    const model = await inThread().load(swishFile(), { customLayers: { Swish } });
    expect(numbers((await model.predict({ x })).y)).toEqual(swished);
    const many = await model.predictBatch([{ x }, { x: [0, 0, 0] }, { x }]);
    expect(many.map(({ y }) => numbers(y))).toEqual([swished, [0, 0, 0], swished]);
    expect(await model.export()).toEqual(swishFile());
  });

  it('is a module and its export in a worker', async () => {
    const model = await inWorker().load(swishFile(), { customLayers: { Swish: { url: swishUrl } } });
    expect(numbers((await model.predict({ x })).y)).toEqual(swished);
    const renamed = await inWorker().load(swishFile(), {
      customLayers: { Swish: { url: swishUrl.href, className: 'Swish' } },
    });
    expect(numbers((await renamed.predict({ x })).y)).toEqual(swished);
  });

  it('may be a function that returns the object', async () => {
    const given: CustomParameters[] = [];
    const make = (parameters: CustomParameters): CustomLayer => {
      given.push(parameters);
      return new Swish(parameters);
    };
    const model = await inThread().load(swishFile(), { customLayers: { Swish: make } });
    expect(numbers((await model.predict({ x })).y)).toEqual(swished);
    expect({ ...given[0] }).toEqual({ beta: 2 });
  });

  it('is asked for by name where it was not given, once something is predicted', async () => {
    const model = await inThread().load(swishFile());
    await expect(model.predict({ x })).rejects.toMatchObject({
      code: 'unsupported',
      layer: 'act',
      message: expect.stringContaining("custom layer of class 'Swish'"),
      hint: expect.stringContaining('customLayers'),
    });
  });

  it('can be missed as often as one likes: no refusal costs the core anything', async () => {
    const model = await inThread().load(swishFile());
    const codes = new Set<string>();
    // What a refusal once took of wasm's stack was used up after 13,103.
    for (let i = 0; i < 20_000; i++) await model.predict({ x }).catch((error) => codes.add(error.code));
    expect([...codes]).toEqual(['unsupported']);
  });

  it('that fails is an error with its layer, and the model goes on as before', async () => {
    let trouble: (() => unknown) | undefined;
    const make = ({ beta }: CustomParameters): CustomLayer => {
      const swish = new Swish({ beta });
      const evaluate = (...args: Parameters<CustomLayer['evaluate']>): unknown =>
        trouble === undefined ? swish.evaluate(...args) : trouble();
      return { setWeightData: (weights) => swish.setWeightData(weights), outputShapes: swish.outputShapes, evaluate };
    };
    const model = await inThread().load(swishFile(), { customLayers: { Swish: make } });
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('again');
      },
    });
    const troubles: [() => unknown, string][] = [
      [
        () => {
          throw new Error('the moon is full');
        },
        "layer 'act': custom failed: the moon is full",
      ],
      [
        () => {
          throw 'just text';
        },
        'just text',
      ],
      [
        () => {
          throw hostile;
        },
        'cannot be shown',
      ],
      [
        () => {
          throw undefined;
        },
        'undefined',
      ],
      [async () => {}, 'must work at once'],
      [() => [1, 2, 3], 'returns nothing'],
    ];
    for (const [does, message] of troubles) {
      trouble = does;
      await expect(model.predict({ x })).rejects.toMatchObject({
        name: 'AttuneError',
        code: 'bad-example',
        layer: 'act',
        message: expect.stringContaining(message),
      });
      trouble = undefined;
      expect(numbers((await model.predict({ x })).y)).toEqual(swished);
    }
  });

  it('cannot write past its arrays, replace them or give them away', async () => {
    const broken: [CustomLayer['evaluate'], string][] = [
      [(_x, [y]) => y?.data.set(new Float32Array(4)), 'out of bounds'],
      [(_x, outputs) => Object.assign(outputs, [{ data: new Float32Array(9), shape: [9] }]), ''],
      [(_x, [y]) => Object.assign(y as object, { data: new Float32Array(9) }), ''],
      [
        (_x, [y]) => void structuredClone(0, { transfer: [(y as { data: Float32Array<ArrayBuffer> }).data.buffer] }),
        'away',
      ],
    ];
    for (const [evaluate, message] of broken) {
      const make = (): CustomLayer => ({ outputShapes: (shapes) => shapes, evaluate });
      const model = await inThread().load(swishFile(), { customLayers: { Swish: make } });
      await expect(model.predict({ x })).rejects.toMatchObject({
        code: 'bad-example',
        message: expect.stringContaining(message),
      });
    }
  });

  it('is refused at once when its shapes are none', async () => {
    const shapes: unknown[] = [
      undefined,
      3,
      [[1, 2], 3],
      [[0]],
      [[1.5]],
      [[-1]],
      [Array(9).fill(1)],
      [[2 ** 20, 2 ** 20]],
    ];
    for (const answer of shapes) {
      const make = () => ({ outputShapes: () => answer, evaluate() {} }) as unknown as CustomLayer;
      await expect(inThread().load(swishFile(), { customLayers: { Swish: make } })).rejects.toMatchObject({
        code: 'shape-mismatch',
        layer: 'act',
        message: expect.stringContaining('outputShapes() answers an array of shapes'),
      });
    }
    const twice = (): CustomLayer => ({ outputShapes: ([shape]) => [shape ?? [], shape ?? []], evaluate() {} });
    await expect(inThread().load(swishFile(), { customLayers: { Swish: twice } })).rejects.toMatchObject({
      code: 'model-invalid',
    });
  });

  it('is refused at once when it cannot be made', async () => {
    const classes: unknown[] = [
      class {
        constructor() {
          throw new Error('no luck');
        }
      },
      class {},
      () => undefined,
      class {
        outputShapes() {}
      },
      class extends Swish {
        override setWeightData(): void {
          throw new Error('wrong weights');
        }
      },
    ];
    for (const one of classes) {
      await expect(
        inThread().load(swishFile(), { customLayers: { Swish: one as CustomLayerClass } }),
      ).rejects.toMatchObject({ code: 'invalid-parameter', layer: 'act' });
    }
  });

  it('writes NaN if it wants to: a prediction shows it', async () => {
    const make = (): CustomLayer => ({
      outputShapes: (shapes) => shapes,
      evaluate: (_x, [y]) => void y?.data.fill(NaN),
    });
    const model = await inThread().load(swishFile(), { customLayers: { Swish: make } });
    expect(numbers((await model.predict({ x })).y)).toEqual([NaN, NaN, NaN]);
  });

  it('lets gradients through where its class has a backward(), and else is named as what stops them', async () => {
    const file = new NetworkBuilder({
      inputs: [{ name: 'x', shape: [2] }],
      outputs: [{ name: 'y', shape: [2] }],
      seed: 1,
    })
      .innerProduct('dense', { inputChannels: 2, outputChannels: 2 })
      .custom('act', { className: 'Swish' }, { output: 'y' })
      .build();
    const options = { layers: ['dense'], learningRate: 0.2, miniBatchSize: 4, epochs: 40, portable: false };
    const examples = Array.from({ length: 16 }, (_, i) => {
      const [a, b] = [Math.sin(i), Math.cos(3 * i)];
      const swish = (value: number): number => value / (1 + Math.exp(-value));
      return { x: [a, b], y_true: [swish(a - b), swish(2 * b)] };
    });
    for (const entry of [inThread, inWorker]) {
      const customLayers = { Swish: entry === inThread ? Swish : { url: swishUrl } };
      const base = await entry().load(file.bytes(), { customLayers });
      const model = await base.makeUpdatable(options);
      expect(await model.checkUpdatable()).toMatchObject({ updatable: true, portable: false });
      const { history } = await model.update(examples).finished;
      expect(history.at(-1)?.lossValue).toBeLessThan(0.1 * (history[0]?.lossValue as number));
    }

    const forward = (): CustomLayer => ({ outputShapes: (shapes) => shapes, evaluate() {} });
    const without = await inThread().load(file.bytes(), { customLayers: { Swish: forward } });
    expect((await without.checkUpdatable()).layers[1]).toMatchObject({ name: 'act', gradientHere: 'stops' });
    await expect(without.makeUpdatable(options)).rejects.toMatchObject({
      code: 'not-updatable',
      layer: 'act',
      message: expect.stringContaining('no backward()'),
    });

    const fails = (): CustomLayer => ({
      ...forward(),
      backward() {
        throw new Error('lost');
      },
    });
    const broken = await (await inThread().load(file.bytes(), { customLayers: { Swish: fails } })).makeUpdatable(
      options,
    );
    await expect(broken.update(examples).finished).rejects.toMatchObject({ code: 'bad-example', layer: 'act' });
    expect(numbers((await broken.predict({ x: [1, 2] })).y)).toEqual([0, 0]);
  });

  it('belongs to every version that is put on its base', async () => {
    const customLayers = { Swish };
    const model = await inThread().load(swishFile(), { customLayers });
    const restored = await model[storage].withDelta((await model[storage].exportDelta()) as Uint8Array<ArrayBuffer>);
    expect(numbers((await restored.predict({ x })).y)).toEqual(swished);
  });

  it('comes as the entry can take it, or is refused with what is wanted', async () => {
    const refuse = (load: Promise<unknown>, message: string) =>
      expect(load).rejects.toMatchObject({ code: 'invalid-parameter', message: expect.stringContaining(message) });
    const reference = { url: swishUrl };
    await refuse(inThread().load(swishFile(), { customLayers: { Swish: reference } }), 'Swish is a class');
    await refuse(inWorker().load(swishFile(), { customLayers: { Swish } }), '{ url, className }');
    await refuse(inWorker().load(swishFile(), { customLayers: { Swish: 3 as never } }), 'got number 3');
    await refuse(inWorker().load(swishFile(), { customLayers: 3 as never }), 'an object by class name');
    await refuse(inWorker().load(swishFile(), { customLayers: { Swish: { url: './a.mjs' } } }), 'no URL');
    const nowhere = { url: new URL('./nowhere.mjs', swishUrl) };
    await refuse(inWorker().load(swishFile(), { customLayers: { Swish: nowhere } }), 'cannot be imported');
    const other = { url: swishUrl, className: 'Mish' };
    await refuse(inWorker().load(swishFile(), { customLayers: { Swish: other } }), "exports no class 'Mish'");
  });
});

const value: Schema = { stringValue: { number: 20, holds: 'string', kept: true } };
const outline: Schema = {
  specificationVersion: { number: 1, holds: 'integer' },
  description: { number: 2, holds: 'raw' },
  customModel: {
    number: 555,
    holds: {
      className: { number: 10, holds: 'string' },
      parameters: {
        number: 30,
        many: true,
        holds: { key: { number: 1, holds: 'string' }, value: { number: 2, holds: value } },
      },
    },
  },
  linkedModel: {
    number: 556,
    holds: {
      file: {
        number: 1,
        holds: {
          name: { number: 1, holds: { value: { number: 1, holds: 'string' } } },
          searchPath: { number: 2, holds: { value: { number: 1, holds: 'string' } } },
        },
      },
    },
  },
};

/** Its description is that of the glmRegressor in tests/models: "input", 13 doubles, gives "prediction", a double. */
function described(model: object): Uint8Array<ArrayBuffer> {
  return encode(outline, {
    specificationVersion: 4,
    description: descriptionOf(modelFile('glm-regressor.mlmodel')),
    ...model,
  });
}

/** Field 2 of a file whose first fields are 1 and 2. */
function descriptionOf(file: Uint8Array): Uint8Array {
  let at = 0;
  const varint = (): number => {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = file[at++] as number;
      result |= (byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
  };
  expect(varint()).toBe(8);
  varint();
  expect(varint()).toBe(18);
  const length = varint();
  return file.slice(at, at + length);
}

const custom = () =>
  described({ customModel: { className: 'Sum', parameters: [{ key: 'of', value: { stringValue: 'all' } }] } });
const linkTo = (name: string, searchPath = '') =>
  described({ linkedModel: { file: { name: { value: name }, searchPath: { value: searchPath } } } });
const input = Float64Array.from({ length: 13 }, (_, i) => i);

describe.skipIf(skipped !== undefined)('a custom model', () => {
  it('answers what its class answers', async () => {
    class Sum {
      constructor(
        readonly description: { outputs: readonly { name: string }[] },
        readonly parameters: CustomParameters,
      ) {}
      predict({ input }: { input: { data: Float64Array } }) {
        expect(this.parameters.of).toBe('all');
        return { [this.description.outputs[0]?.name as string]: input.data.reduce((sum, one) => sum + one, 0) };
      }
    }
    const model = await inThread().load(custom(), { customModels: { Sum: Sum as unknown as CustomModelClass } });
    expect(await model.predict({ input })).toEqual({ prediction: 78 });
    expect(await model.export()).toEqual(custom());
    expect((await model.evaluate([{ input, prediction: 78 }])).count).toBe(1);
  });

  it('that answers something else is an error with what it is', async () => {
    const answers: [() => unknown, string][] = [
      [() => ({}), "answers no 'prediction'"],
      [() => undefined, 'an object of outputs'],
      [() => ({ prediction: 'many' }), 'prediction'],
      [async () => ({ prediction: 1 }), 'at once'],
      [
        () => {
          throw new Error('out of order');
        },
        'out of order',
      ],
    ];
    for (const [predict, message] of answers) {
      const model = await inThread().load(custom(), { customModels: { Sum: () => ({ predict }) as never } });
      await expect(model.predict({ input })).rejects.toMatchObject({
        code: 'bad-example',
        message: expect.stringContaining(message),
      });
    }
  });

  it('is asked for by name where it was not given', async () => {
    const model = await inWorker().load(custom());
    await expect(model.predict({ input })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining("class 'Sum'"),
      hint: expect.stringContaining('customModels'),
    });
  });
});

describe.skipIf(skipped !== undefined)('a linked model', () => {
  const inner = modelFile('glm-regressor.mlmodel');

  it.each([
    ['in this thread', inThread],
    ['in a worker', inWorker],
  ])('answers what the file that it names answers: %s', async (_where, entry) => {
    const asked: [string, string][] = [];
    const model = await entry().load(linkTo('A', '/models'), {
      linkedModels: async (name, searchPath) => {
        asked.push([name, searchPath]);
        return name === 'A' ? linkTo('B') : inner;
      },
    });
    expect(asked).toEqual([
      ['A', '/models'],
      ['B', ''],
    ]);
    expect(await model.predict({ input })).toEqual(await (await inThread().load(inner)).predict({ input }));
    expect(await model.export()).toEqual(linkTo('A', '/models'));
  });

  it('opens without that file, and says so when it is asked', async () => {
    for (const options of [{}, { linkedModels: () => undefined }]) {
      const model = await inThread().load(linkTo('A'), options);
      await expect(model.predict({ input })).rejects.toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining("'A'"),
        hint: expect.stringContaining('linkedModels'),
      });
    }
  });

  it('that leads to itself is refused', async () => {
    await expect(inThread().load(linkTo('A'), { linkedModels: () => linkTo('A') })).rejects.toMatchObject({
      code: 'model-too-large',
    });
  });

  it('whose file cannot be found is refused with the reason', async () => {
    const linkedModels = () => {
      throw new RangeError('not here');
    };
    await expect(inThread().load(linkTo('A'), { linkedModels })).rejects.toThrow('not here');
  });
});
