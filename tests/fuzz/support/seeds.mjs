// What each fuzzer begins with: every fixture that is small enough, a model around each kind of layer that the golden
// numbers know, and the inputs that once found something (seeds/).

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesBelow } from '../../../web/scripts/files.mjs';
import { must, root } from '../../../web/scripts/run.mjs';
import { bytes, integer, textsOf, varint } from './protobuf.mjs';

/** Larger files are slow to run and hold nothing that smaller ones lack. */
const LARGEST = 16 << 10;
/** Of one kind of layer: the golden numbers have up to 30. */
const CASES_OF_A_KIND = 4;

const golden = (name) => JSON.parse(readFileSync(join(root, 'tests/golden', name), 'utf8'));

const feature = (name, shape) =>
  Buffer.concat([
    bytes(1, name),
    bytes(3, bytes(5, shape === undefined ? '' : bytes(1, ...shape.map(varint)), integer(2, 65568))),
  ]);

/** A network of one layer, with exact shapes. */
function modelAround(layer, shapes) {
  const [inputs, outputs] = [2, 3].map((field) => textsOf(layer, field));
  const description = [
    ...inputs.map((name, i) => bytes(1, feature(name, shapes[i]))),
    ...outputs.map((name) => bytes(10, feature(name))),
  ];
  return Buffer.concat([integer(1, 4), bytes(2, ...description), bytes(500, bytes(1, layer), integer(5, 1))]);
}

function* layerModels() {
  const taken = new Map();
  for (const path of filesBelow('tests/golden', ['.json'])) {
    const file = basename(path);
    if (!file.startsWith('layers')) continue;
    for (const { kind, layerBytesHex, inputs } of golden(file).layers) {
      const number = (taken.get(kind) ?? 0) + 1;
      taken.set(kind, number);
      if (number > CASES_OF_A_KIND) continue;
      const layer = Buffer.from(layerBytesHex, 'hex');
      yield {
        name: `${kind}-${number}`,
        model: modelAround(
          layer,
          inputs.map(({ shape }) => shape),
        ),
        layer,
      };
    }
  }
}

function put(folder, target, name, content) {
  if (content.length > LARGEST) return;
  const path = join(folder, target);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, name), content);
}

/** Fills build/fuzz/seeds/<target> and answers the folder that holds them. */
export async function writeSeeds(programs) {
  const folder = join(root, 'build/fuzz/seeds');
  rmSync(folder, { recursive: true, force: true });
  await must('fuzz: seeds', join(programs, 'fuzz_seeds'), [folder], { quiet: true });
  for (const place of ['tests/models', 'tests/golden/built', 'tests/golden/surgery'])
    for (const file of filesBelow(place, ['.mlmodel'])) {
      if (statSync(file).size <= LARGEST) put(folder, 'model', basename(file), readFileSync(file));
    }
  golden('model-types.json').cases.forEach(({ modelBytesHex }, i) => {
    put(folder, 'model', `type-${i}`, Buffer.from(modelBytesHex, 'hex'));
  });
  golden('networks-dynamic.json').networks.forEach(({ modelBytesHex }, i) => {
    put(folder, 'model', `dynamic-${i}`, Buffer.from(modelBytesHex, 'hex'));
  });
  for (const { name, model } of layerModels()) put(folder, 'model', name, model);
  writeWeightSeeds(folder);
  const found = join(root, 'tests/fuzz/seeds');
  if (existsSync(found)) {
    for (const file of filesBelow('tests/fuzz/seeds', [''])) {
      const target = file.split('/').at(-2);
      mkdirSync(join(folder, target), { recursive: true });
      copyFileSync(file, join(folder, target, `found-${basename(file)}`));
    }
  }
  return folder;
}

/** WeightParams in each encoding: four values. */
function writeWeightSeeds(folder) {
  const floats = Buffer.from(new Float32Array([1, -2, 0.5, 4]).buffer);
  const one = Buffer.from(new Float32Array([0.25]).buffer);
  const wanted = [integer(60, 4), integer(61, 2), integer(62, 2)];
  const seeds = {
    float32: [bytes(1, floats)],
    'float32-in-pieces': [bytes(1, floats.subarray(0, 8)), bytes(1, floats.subarray(8))],
    'float32-unpacked': [0, 4, 8, 12].map((at) => Buffer.concat([varint(13), floats.subarray(at, at + 4)])),
    float16: [bytes(2, Buffer.from([0, 60, 0, 188, 1, 0, 255, 123]))],
    linear: [
      bytes(30, Buffer.from([1, 2, 3, 250])),
      bytes(40, integer(1, 8), bytes(101, bytes(1, one), bytes(2, one))),
    ],
    'linear-3-bits': [bytes(30, Buffer.from([0xb1, 0x40])), bytes(40, integer(1, 3), bytes(101, bytes(1, one, one)))],
    table: [bytes(30, Buffer.from([0x1b])), bytes(40, integer(1, 2), bytes(102, bytes(1, floats)))],
    int8: [bytes(31, Buffer.from([1, 2, 255, 128])), bytes(40, integer(1, 8), bytes(101, bytes(1, one)))],
    empty: [integer(50, 1)],
  };
  for (const [name, parts] of Object.entries(seeds)) put(folder, 'weights', name, Buffer.concat([...parts, ...wanted]));
}
