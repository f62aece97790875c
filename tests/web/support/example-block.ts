// One example for a core, made after the model's description.

import { BlockWriter } from '../../../web/src/engine/block-writer.js';
import type { LoadedModel } from '../../../web/src/engine/engine.js';

type Description = LoadedModel['description'];

/** Every input of the model, or every training input: arrays of one half, the first label. */
export function exampleBlock(description: Description, which: 'inputs' | 'trainingInputs'): Uint8Array<ArrayBuffer> {
  const writer = new BlockWriter();
  writer.add(
    description[which].map((feature) => {
      if (feature.type !== 'multiArray') {
        return [feature.name, { kind: 'string', value: String(description.classLabels?.[0]) }];
      }
      const shape = [...feature.shape];
      const size = shape.reduce((product, extent) => product * extent, 1);
      return [feature.name, { kind: 'float32', shape, data: new Float32Array(size).fill(0.5) }];
    }),
  );
  return writer.take();
}
