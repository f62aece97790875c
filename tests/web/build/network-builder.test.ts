import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type LayerKind, NetworkBuilder, type UpdatableSettings } from '../../../web/src/build.js';

/** A file of tests/golden/built: the same model as coremltools' own builder makes it. */
function golden(name: string): Buffer {
  return readFileSync(new URL(`../../golden/built/${name}.mlmodel`, import.meta.url));
}

const ramp = (count: number, scale = 1): number[] => Array.from({ length: count }, (_, i) => ((i % 7) - 3) * scale);

function image(seed = 0): NetworkBuilder {
  return new NetworkBuilder({
    inputs: [{ name: 'image', type: 'image', width: 6, height: 6, colorSpace: 'grayscale' }],
    seed,
  });
}

function digits(seed = 0): NetworkBuilder {
  return image(seed)
    .convolution('conv', { inputChannels: 1, outputChannels: 2 })
    .activation('relu', 'ReLU')
    .pooling('pool', {})
    .flatten('flat')
    .innerProduct('dense', { inputChannels: 8, outputChannels: 3 })
    .softmax('probabilities')
    .classLabels(['a', 'b', 'c']);
}

describe('NetworkBuilder', () => {
  it('makes the bytes that coremltools makes: a classifier of images that learns', () => {
    const file = new NetworkBuilder({
      inputs: [{ name: 'image', type: 'image', width: 6, height: 6, colorSpace: 'grayscale', scale: 0.5, bias: -1 }],
    })
      .convolution('conv', {
        ...{ inputChannels: 1, outputChannels: 2, kernelSize: [3, 3], padding: 'same' },
        ...{ weights: ramp(18, 0.25), biases: [0.5, -0.5] },
      })
      .activation('relu', 'ReLU')
      .batchnorm('norm', { channels: 2, gamma: [1, 2], beta: [0, 1], mean: [0.5, 0], variance: [1, 4] })
      .pooling('pool', { type: 'max', kernelSize: 2, stride: 2 })
      .flatten('flat')
      .innerProduct('dense', { inputChannels: 18, outputChannels: 3, weights: ramp(54, 0.125), biases: [1, 0, -1] })
      .softmax('probs')
      .classLabels(['a', 'b', 'c'])
      .updatable({
        layers: ['conv', 'dense'],
        learningRate: 0.05,
        miniBatchSize: 8,
        momentum: 0.5,
        epochs: { defaultValue: 4, values: [1, 4] },
        seed: 9,
      })
      .build();
    expect(Buffer.compare(Buffer.from(file.bytes()), golden('image-classifier'))).toBe(0);
  });

  it('makes the bytes that coremltools makes: a network of many kinds of layers, exact shapes', () => {
    const file = new NetworkBuilder({
      inputs: [{ name: 'x', shape: [2, 4], dataType: 'double' }],
      outputs: [{ name: 'y', shape: [2, 3], dataType: 'double' }],
      shapes: 'exact',
      metadata: { shortDescription: 'many', author: 'Attune', userDefined: { note: 'made' } },
    })
      .layer('transpose', 'turned', { axes: [1, 0] })
      .layer('reshapeStatic', 'flat', { targetShape: [2, 4] })
      .layer('concatND', 'joined', { axis: -1 }, { input: ['x', 'flat'] })
      .activation('leaky', 'leakyReLU', { alpha: 0.25 })
      .innerProduct('dense', { inputChannels: 8, outputChannels: 3, weights: ramp(24), biases: false })
      .layer('softmaxND', 'soft', { axis: -1 })
      .layer('clip', 'y', { minVal: 0.125, maxVal: 0.5 })
      .build();
    expect(Buffer.compare(Buffer.from(file.bytes()), golden('many-layers'))).toBe(0);
  });

  it('makes the bytes that coremltools makes: a regressor', () => {
    const file = new NetworkBuilder({
      inputs: [{ name: 'x', shape: [3], dataType: 'double' }],
      outputs: [{ name: 'price', shape: [1], dataType: 'double' }],
    })
      .innerProduct('price', { inputChannels: 3, outputChannels: 1, weights: [1, 2, 3], biases: [4] })
      .predicts('price')
      .updatable({ layers: ['price'], lossName: 'mse', optimizer: 'adam', eps: 1e-7 })
      .build();
    expect(Buffer.compare(Buffer.from(file.bytes()), golden('regressor'))).toBe(0);
    expect(() => digits().predicts('flat').build()).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
  });

  it('draws first weights from the seed: the same file for the same seed', () => {
    expect(digits(1).build().bytes()).toEqual(digits(1).build().bytes());
    expect(digits(1).build().bytes()).not.toEqual(digits(2).build().bytes());
  });

  it('says which layer is wrong, and why', () => {
    const wrong: [() => unknown, string, string?][] = [
      [() => new NetworkBuilder({ inputs: [] }), 'invalid-parameter'],
      [() => new NetworkBuilder({ inputs: [{ name: 'x', shape: [0] }] }), 'invalid-parameter'],
      [() => digits().flatten('flat'), 'invalid-parameter', 'flat'],
      [() => digits().flatten('more', { input: 'nothing' }), 'invalid-parameter', 'more'],
      [() => digits().flatten('more', { output: 'flat' }), 'invalid-parameter', 'more'],
      [() => digits().layer('lrn', 'norm', { size: 1 }), 'invalid-parameter', 'norm'],
      [() => digits().layer('gru' as LayerKind, 'gru'), 'invalid-parameter', 'gru'],
      [() => digits().layer('toString' as LayerKind, 'x'), 'invalid-parameter', 'x'],
      [() => digits().innerProduct('d', { inputChannels: 3, outputChannels: 2, weights: [1] }), 'shape-mismatch', 'd'],
      [() => digits().innerProduct('d', { inputChannels: 3, outputChannels: 0 }), 'invalid-parameter'],
      [() => digits().convolution('c', { inputChannels: 3, outputChannels: 2, groups: 2 }), 'invalid-parameter', 'c'],
      [() => digits().classLabels(['a', 1]), 'invalid-parameter'],
      [() => digits().classLabels(['a', 'a']), 'invalid-parameter'],
      [() => image().build(), 'invalid-parameter'],
      [() => image().flatten('f').build(), 'invalid-parameter'],
    ];
    for (const [build, code, layer] of wrong) {
      expect(build).toThrow(expect.objectContaining({ name: 'AttuneError', code }));
      if (layer !== undefined) expect(build).toThrow(expect.objectContaining({ layer }));
    }
  });

  it('keeps the rules for models that learn', () => {
    const wrong: [UpdatableSettings, string][] = [
      [{ layers: [] }, 'not-updatable'],
      [{ layers: ['relu'] }, 'not-updatable'],
      [{ layers: ['nobody'] }, 'invalid-parameter'],
      [{ layers: ['dense'], lossName: 'relu' }, 'not-updatable'],
      [{ layers: ['dense'], loss: 'categoricalCrossEntropy', lossInput: 'dense' }, 'not-updatable'],
      [{ layers: ['dense'], lossInput: 'nothing' }, 'not-updatable'],
      [{ layers: ['dense'], beta1: 0.5 }, 'invalid-parameter'],
      [{ layers: ['dense'], optimizer: 'adam', momentum: 0.5 }, 'invalid-parameter'],
      [{ layers: ['dense'], epochs: 0 }, 'invalid-parameter'],
      [{ layers: ['dense'], epochs: { defaultValue: 3, values: [1, 2] } }, 'invalid-parameter'],
      [{ layers: ['dense'], learningRate: 2 }, 'invalid-parameter'],
      [{ layers: ['dense'], learningRate: { defaultValue: 1, values: [1] } }, 'invalid-parameter'],
    ];
    for (const [settings, code] of wrong) {
      expect(() => digits().updatable(settings).build()).toThrow(expect.objectContaining({ code }));
    }
    const blocked = image()
      .convolution('conv', { inputChannels: 1, outputChannels: 2 })
      .activation('elu', 'ELU', { alpha: 1 })
      .flatten('flat')
      .innerProduct('dense', { inputChannels: 32, outputChannels: 3 })
      .softmax('probabilities')
      .classLabels(['a', 'b', 'c']);
    expect(() => blocked.updatable({ layers: ['conv', 'dense'] }).build()).toThrow(
      expect.objectContaining({ code: 'not-updatable', layer: 'conv', message: expect.stringContaining("'elu'") }),
    );
    expect(() => blocked.updatable({ layers: ['dense'] }).build()).not.toThrow();
  });
});
