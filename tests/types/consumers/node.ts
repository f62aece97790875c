// A program for Node, whose types have no DOM.

import { readFile } from 'node:fs/promises';
import { createRuntime, Model } from 'attune/core';

const model = await Model.load(await readFile('model.mlmodel'));
const { model: updated } = await model.update([{ x: new Float32Array(2), y: 1 }]).finished;
const prediction = await updated.predict({ x: [1, 2], image: { data: new Uint8Array(4), width: 1, height: 1 } });
console.log(prediction, await updated.export());

const own = createRuntime({ wasm: await readFile(new URL(import.meta.resolve('attune/core.wasm'))) });
console.log(await own.Model.load(new Uint8Array()));
