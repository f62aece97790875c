// What the core asks of code that it does not know (bindings/page_host.h). Nothing here throws: an exception that left a
// call from wasm would tear the core's own frames, so each answer is a value or a sentence.

import type { PageAnswer, PageArray, PageHost, PageLayer, PageModel } from '../../../bindings/module.js';
import type {
  CustomArray,
  CustomLayer,
  CustomLayerClass,
  CustomModel,
  CustomModelClass,
  CustomParameters,
} from '../model/custom-code.js';
import { type CoreDescription, type ModelDescription, publicDescription } from '../model/description.js';
import { readPredictions } from '../model/prediction.js';
import { BlockWriter } from './block-writer.js';
import { readOutputs } from './custom-outputs.js';

/** The bytes of a linked model's file. */
export type LinkedFile = PageHost['links'][number];

type ParameterPairs = Parameters<PageHost['makeLayer']>[1];

/** Shape's own limits: src/base/shape.h. */
const MOST_AXES = 8;
const MOST_ELEMENTS = 2 ** 30;

export class CustomHost implements PageHost {
  readonly links: readonly LinkedFile[];
  readonly #layers: ReadonlyMap<string, CustomLayerClass>;
  readonly #models: ReadonlyMap<string, CustomModelClass>;

  constructor(
    layers: ReadonlyMap<string, CustomLayerClass>,
    models: ReadonlyMap<string, CustomModelClass>,
    links: readonly LinkedFile[],
  ) {
    this.#layers = layers;
    this.#models = models;
    this.links = links;
  }

  makeLayer(
    className: string,
    parameters: ParameterPairs,
    weights: readonly (Float32Array | Uint8Array)[],
  ): PageAnswer<LayerCode | undefined> {
    return attempt(() => {
      const Class = this.#layers.get(className);
      return Class && new LayerCode(make<CustomLayer>(Class, [readParameters(parameters)]), weights);
    });
  }

  makeModel(className: string, description: unknown, parameters: ParameterPairs): PageAnswer<ModelCode | undefined> {
    return attempt(() => {
      const Class = this.#models.get(className);
      const known = publicDescription(description as CoreDescription);
      return Class && new ModelCode(make<CustomModel>(Class, [known, readParameters(parameters)]), known);
    });
  }
}

class LayerCode implements PageLayer {
  readonly hasBackward: boolean;
  readonly #layer: CustomLayer;

  constructor(layer: CustomLayer, weights: readonly (Float32Array | Uint8Array)[]) {
    needMethod(layer, 'outputShapes');
    needMethod(layer, 'evaluate');
    this.hasBackward = typeof layer.backward === 'function';
    this.#layer = layer;
    atOnce(layer.setWeightData?.(weights.map((view) => view.slice() as Float32Array<ArrayBuffer>)), 'setWeightData');
  }

  outputShapes(inputShapes: readonly (readonly number[])[]): PageAnswer<readonly (readonly number[])[]> {
    return attempt(() => {
      const shapes: unknown = this.#layer.outputShapes(inputShapes);
      if (!Array.isArray(shapes) || !shapes.every(isShape))
        throw new TypeError(`outputShapes() answers an array of shapes, got ${printed(shapes)}`);
      return shapes;
    });
  }

  evaluate(inputs: readonly PageArray[], outputs: readonly PageArray[]): PageAnswer<void> {
    return attempt(() => {
      const written = outputs.map(zeros);
      atOnce(this.#layer.evaluate(Object.freeze(inputs.map(copied)), Object.freeze(written)), 'evaluate');
      outputs.forEach(({ data }, index) => {
        data.set(whole(written[index], data, 'evaluate'));
      });
    });
  }

  backward(
    inputs: readonly PageArray[],
    outputs: readonly PageArray[],
    outputGradients: readonly PageArray[],
    inputGradients: readonly (PageArray | null)[],
  ): PageAnswer<void> {
    return attempt(() => {
      const added = inputGradients.map((view) => view?.data && zeros(view));
      const given = [inputs, outputs, outputGradients].map((views) => Object.freeze(views.map(copied)));
      const [x, y, dy] = given as [CustomArray[], CustomArray[], CustomArray[]];
      atOnce(this.#layer.backward?.(x, y, dy, Object.freeze(added)), 'backward');
      inputGradients.forEach((view, index) => {
        if (view === null) return;
        const gradient = whole(added[index], view.data, 'backward');
        for (let i = 0; i < gradient.length; i++) (view.data[i] as number) += gradient[i] as number;
      });
    });
  }
}

class ModelCode implements PageModel {
  readonly #model: CustomModel;
  readonly #outputs: ModelDescription['outputs'];

  constructor(model: CustomModel, { outputs }: ModelDescription) {
    needMethod(model, 'predict');
    this.#model = model;
    this.#outputs = outputs;
  }

  /** A feature block in, one out. */
  predict(block: Uint8Array): PageAnswer<Uint8Array> {
    return attempt(() => {
      const answers = new BlockWriter();
      for (const features of readPredictions(block.slice())) {
        const answer: unknown = this.#model.predict(features);
        if (isPromise(answer)) throw new TypeError('predict() answers a promise; it must work at once');
        answers.add(readOutputs(answer, this.#outputs));
      }
      return answers.take();
    });
  }
}

function attempt<T>(work: () => T): PageAnswer<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error: said(error) };
  }
}

/** Whatever was thrown, as a sentence: anything can be thrown, and any part of it may throw again. */
function said(error: unknown): string {
  try {
    const text = String(error instanceof Error && error.message !== '' ? error.message : error);
    return text === '' ? 'it threw an empty string' : text;
  } catch {
    return 'it threw something that cannot be shown';
  }
}

function make<T>(Class: unknown, args: readonly unknown[]): T {
  const build = Class as { readonly prototype?: unknown } & ((...args: readonly unknown[]) => T) &
    (new (
      ...args: readonly unknown[]
    ) => T);
  // Arrow functions have no prototype, and cannot be called with new.
  return build.prototype === undefined ? build(...args) : new build(...args);
}

function needMethod(code: unknown, name: string): void {
  const method: unknown = typeof code === 'object' && code !== null ? Reflect.get(code, name) : undefined;
  if (typeof method !== 'function') throw new TypeError(`it has no method ${name}()`);
}

/** A promise would leave zeros behind, and an array that is returned would be lost. */
function atOnce(answer: unknown, method: string): void {
  if (isPromise(answer)) throw new TypeError(`${method}() answers a promise; it must work at once`);
  if (answer !== undefined) throw new TypeError(`${method}() writes into its arguments and returns nothing`);
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

function readParameters(pairs: ParameterPairs): CustomParameters {
  const parameters: Record<string, unknown> = Object.create(null);
  for (const [key, value] of pairs) parameters[key] = value instanceof Uint8Array ? value.slice() : value;
  return Object.freeze(parameters) as CustomParameters;
}

function isShape(shape: unknown): boolean {
  return (
    Array.isArray(shape) &&
    shape.length <= MOST_AXES &&
    shape.every((extent) => Number.isInteger(extent) && extent > 0) &&
    shape.reduce((size, extent) => size * extent, 1) <= MOST_ELEMENTS
  );
}

function printed(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? String(value);
}

function copied({ data, shape }: PageArray): CustomArray {
  return Object.freeze({ data: new Float32Array(data), shape });
}

function zeros({ data, shape }: PageArray): CustomArray {
  return Object.freeze({ data: new Float32Array(data.length), shape });
}

/** An array whose memory was given away has no elements any more. */
function whole(array: CustomArray | undefined, like: Float32Array, method: string): Float32Array {
  if (array?.data.length === like.length) return array.data;
  throw new TypeError(`${method}() gave the memory of an array away`);
}
