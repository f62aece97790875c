import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { attune, attuneWatched, modelAt, scratch } from '../support/cli.js';
import { packageTree } from '../support/packages.js';
import { modelFile, skipped } from '../support/real-core.js';

const folder = scratch();
const [GLM, KNN, MLP, PROGRAM] = [
  'glm-regressor.mlmodel',
  'knn-int64-uniform.mlmodel',
  'momentum-mlp.mlmodel',
  'ml-program.mlpackage',
].map(modelAt) as [string, string, string, string];
const DRAWINGS = modelAt('drawing-classifier-updatable.mlmodel');

describe('the command line', () => {
  it('says what there is, and more about each', async () => {
    const all = await attune('--help');
    for (const name of ['inspect', 'check', 'predict', 'update', 'package', 'convert', 'types']) {
      expect(all.out).toContain(`\n  ${name} `);
      const one = await attune(name, '--help');
      expect(one).toMatchObject({ code: 0, err: '' });
      expect(one.out).toContain(`Usage: attune ${name} <`);
      expect(await attune('help', name)).toEqual(one);
    }
    expect(all).toMatchObject({ code: 0, err: '' });
    expect(await attune('--version')).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });

  it.each([
    [[], 'Usage: attune <command>'],
    [['explain'], "there is no command 'explain'; there are inspect"],
    [['inspect'], '<model> is needed, got 0 operands'],
    [['inspect', 'a', 'b'], "'b' is one operand too many"],
    [['inspect', 'a', '--verbose'], '--verbose'],
    [['inspect', 'nowhere.mlmodel'], "there is no 'nowhere.mlmodel'"],
    [['update', GLM, '--out', 'x.mlmodel'], '--examples is missing'],
    [['update', GLM, '--examples', 'a.csv'], '--out is missing'],
    [['update', GLM, '--examples', 'a.csv', '--out', 'x.bin'], "'x.bin' ends neither in"],
    [
      ['update', GLM, '--examples', 'a.csv', '--out', 'x.mlmodel', '--epochs', 'ten'],
      "--epochs takes a number, got 'ten'",
    ],
    [['predict', GLM, 'a.csv', '--parameter', 'k'], "--parameter takes name=value, got 'k'"],
    [['predict', GLM, 'a.csv', '--delimiter', 'ab'], '--delimiter takes one character'],
    [['types', GLM, '--entry', 'x'], '--entry is one of attune, attune/slim'],
    [['types', GLM, '--name', '1x'], "'1x' cannot name a type"],
    [['package', GLM, '--out', 'x.mlmodel'], 'is a model file, not a package'],
  ])('answers 2 to %j', async (args, complaint) => {
    const ran = await attune(...args);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain(complaint);
  });
});

describe.skipIf(skipped !== undefined)('attune', () => {
  it('inspect prints what a model says of itself', async () => {
    const { code, out } = await attune('inspect', KNN);
    expect(code).toBe(0);
    expect(out).toMatch(/^model type +kNearestNeighborsClassifier$/m);
    expect(out).toMatch(/^ {2}vector +multiArray float32 4/m);
    expect(out).toMatch(/^ {2}numberOfNeighbors +3 +1, 3, 5$/m);
    expect((await attune('inspect', MLP)).out).toContain('Class labels\n  north, east, south, west\n');
  });

  it('inspect --json prints the description', async () => {
    const { out } = await attune('inspect', MLP, '--json');
    expect(JSON.parse(out)).toMatchObject({
      modelType: 'neuralNetworkClassifier',
      classLabels: ['north', 'east', 'south', 'west'],
    });
  });

  it.each(['neural-network.mlpackage', 'ml-program.mlpackage'])('inspect opens %s', async (name) => {
    expect((await attune('inspect', modelAt(name))).code).toBe(0);
  });

  it('answers 1 to a bad model, with the code, in JSON too', async () => {
    const bad = folder.file('bad.mlmodel', modelFile('momentum-mlp.mlmodel').slice(0, 700));
    const ran = await attune('inspect', bad);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/^attune inspect: model-invalid: /);
    const json = await attune('inspect', bad, '--json');
    expect(JSON.parse(json.out)).toMatchObject({ error: { code: 'model-invalid', message: expect.any(String) } });
    expect(json.code).toBe(1);
  });

  it('check tells models that can learn from others', async () => {
    const good = await attune('check', MLP);
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toMatch(/^can be updated\n/);
    expect(good.out).toMatch(/^ {2}learningRate +0\.05/m);
    for (const path of [GLM, PROGRAM]) {
      const other = await attune('check', path);
      expect(other.code).toBe(1);
      expect(other.out).toMatch(/^not-updatable:\n {2}models of type \w+ cannot be updated\n/);
    }
    expect(JSON.parse((await attune('check', GLM, '--json')).out)).toMatchObject({
      updatable: false,
      code: 'not-updatable',
      reasons: [{ message: expect.stringContaining('cannot be updated') }],
    });
    expect(JSON.parse((await attune('check', MLP, '--json')).out)).toMatchObject({ updatable: true, reasons: [] });
  });

  it('predict answers the rows of a table and of JSON alike', async () => {
    const columns = Array.from({ length: 4 }, (_, index) => `vector[${index}]`).join();
    const csv = folder.file('rows.csv', `${columns}\n0,0,0,1\n9,9,9,9\n-9,0,0,5\n`);
    const json = folder.file(
      'rows.json',
      JSON.stringify([
        { vector: [0, 0, 0, 1] },
        { vector: [9, 9, 9, 9] },
        {
          vector: [
            [-9, 0],
            [0, 5],
          ].flat(),
        },
      ]),
    );
    const lines = folder.file(
      'rows.jsonl',
      '{"vector": [0, 0, 0, 1]}\n\n{"vector": [9, 9, 9, 9]}\n{"vector": [-9, 0, 0, 5]}\n',
    );
    const answers = await Promise.all([csv, json, lines].map((rows) => attune('predict', KNN, rows, '--json')));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const predictions = JSON.parse(answers[0]?.out ?? '') as { kind: unknown }[];
    expect(predictions.map(({ kind }) => kind)).toEqual([-3, 7, '9007199254740993']);

    const table = await attune('predict', KNN, csv, json);
    expect(table.out.split('\n')).toHaveLength(8);
    expect(table.out).toMatch(/rows\.csv:3 +7 /);
    expect(table.out).toContain('rows.json[0]');
  });

  it('predict takes parameters of the model', async () => {
    const rows = folder.file('one.csv', 'vector\n0 0 0 1\n');
    const [one, five] = await Promise.all(
      ['1', '5'].map((k) => attune('predict', KNN, rows, '--json', '--parameter', `numberOfNeighbors=${k}`)),
    );
    expect(one?.out).not.toBe(five?.out);
    expect((await attune('predict', KNN, rows, '-p', 'numberOfNeighbors=4')).err).toContain('invalid-parameter');
  });

  it('predict names the row that is bad', async () => {
    const rows = folder.file('short.csv', 'vector\n1 2 3 4\n1 2\n');
    const ran = await attune('predict', KNN, rows);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/shape-mismatch: example 1: /);
    const wrong = await attune('predict', KNN, folder.file('wrong.csv', 'vector\n1 x 3 4\n'));
    expect(wrong).toMatchObject({
      code: 1,
      err: expect.stringContaining("wrong.csv line 2: feature 'vector': 'x' is no number"),
    });
  });

  it('predict refuses an ML Program as the core does', async () => {
    const rows = folder.file('x.json', JSON.stringify({ x: Array<number>(64).fill(0) }));
    expect(await attune('predict', PROGRAM, rows)).toMatchObject({
      code: 1,
      err: expect.stringContaining('unsupported'),
    });
  });

  it('update trains, reports, writes; the same each time', async () => {
    const rows = folder.file(
      'train.csv',
      `features,direction\n${Array.from({ length: 40 }, (_, row) => {
        const direction = row % 4;
        const features = Array.from(
          { length: 10 },
          (_, at) => (at % 4 === direction ? 1 : 0) + ((row * 7 + at) % 5) / 50,
        );
        return `${features.join(' ')},${['north', 'east', 'south', 'west'][direction]}`;
      }).join('\n')}\n`,
    );
    const out = folder.file('trained.mlmodel');
    const args = [
      'update',
      MLP,
      '-e',
      rows,
      '--out',
      out,
      '--epochs',
      '20',
      '--learning-rate',
      '0.2',
      '--evaluate',
      rows,
    ];
    const ran = await attune(...args);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/^ +20 +[\d.e-]+ +100\.0 %$/m);
    expect(ran.out).toMatch(/^after +[\d.e-]+ +100\.0 %$/m);
    expect(ran.out).toContain('trained on 40 examples');
    const first = readFileSync(out);

    const again = await attune(...args);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('--force') });
    const json = await attune(...args, '--force', '--json');
    const result = JSON.parse(json.out) as { history: unknown[] };
    expect(result).toMatchObject({ examples: 40, evaluation: { after: { accuracy: 1 } } });
    expect(result.history).toHaveLength(20);
    expect(Buffer.compare(readFileSync(out), first)).toBe(0);
    const label = JSON.parse((await attune('predict', out, rows, '--json')).out) as { direction: string }[];
    expect(label.slice(0, 4).map(({ direction }) => direction)).toEqual(['north', 'east', 'south', 'west']);
  });

  it('update shows how far it is to whoever watches', async () => {
    const rows = folder.file('few.json', JSON.stringify([{ features: Array<number>(10).fill(1), direction: 'east' }]));
    const ran = await attuneWatched(true, [
      'update',
      MLP,
      '-e',
      rows,
      '-o',
      folder.file('watched.mlmodel'),
      '--epochs',
      '3',
    ]);
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/█|░/);
    expect(ran.err).toMatch(/\r +\r$/);
  });

  it('update writes nothing when it fails', async () => {
    const rows = folder.file('bad.json', JSON.stringify([{ features: [1], direction: 'east' }]));
    const out = folder.file('never.mlmodel');
    expect(await attune('update', MLP, '-e', rows, '-o', out)).toMatchObject({ code: 1, out: '' });
    expect(await attune('update', GLM, '-e', rows, '-o', out)).toMatchObject({
      code: 1,
      err: expect.stringContaining('not-updatable'),
    });
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.attune'))).toEqual([]);
  });

  it('update learns pictures out of folders that are named as their labels', async () => {
    const png = PNG as unknown as { sync: { write(image: object): Buffer } };
    for (const [label, dark] of [
      ['stripes', 4],
      ['dots', 3],
    ] as const) {
      mkdirSync(folder.file(`pictures-${label}`), { recursive: true });
      mkdirSync(join(folder.path, 'pictures', label), { recursive: true });
      const data = Buffer.alloc(4 * 28 * 28, 255);
      for (let pixel = 0; pixel < 28 * 28; pixel++) if (pixel % dark === 0) data.fill(0, 4 * pixel, 4 * pixel + 3);
      folder.file(join('pictures', label, '1.png'), png.sync.write({ data, width: 28, height: 28 }));
    }
    const [pictures, out] = [folder.file('pictures'), folder.file('drawings.mlpackage')];
    expect(await attune('update', DRAWINGS, '-e', pictures, '-o', out)).toMatchObject({ code: 0 });
    const answer = await attune('predict', out, pictures, '--json', '-p', 'numberOfNeighbors=1');
    const labels = JSON.parse(answer.out) as { label: string }[];
    expect(labels.map(({ label }) => label)).toEqual(['dots', 'stripes']);
    const picture = join(pictures, 'dots', '1.png');
    expect((await attune('predict', out, picture, '-p', 'numberOfNeighbors=1')).out).toContain('dots');
    const csv = folder.file('pictures.csv', 'drawing\npictures/stripes/1.png\n');
    expect((await attune('predict', out, csv, '-p', 'numberOfNeighbors=1')).out).toContain('stripes');
  });

  it('package and convert go there and back, byte for byte', async () => {
    const [packed, zip, back] = [folder.file('a.mlpackage'), folder.file('b.zip'), folder.file('c.mlmodel')];
    expect(await attune('package', MLP, '--out', packed)).toMatchObject({ code: 0 });
    expect(readdirSync(packed, { recursive: true }).sort()).toEqual([
      'Data',
      'Data/com.apple.CoreML',
      'Data/com.apple.CoreML/model.mlmodel',
      'Manifest.json',
    ]);
    expect(await attune('convert', packed, zip, '--json')).toMatchObject({ code: 0 });
    expect(Object.keys(unzipSync(readFileSync(zip)))).toContain('Model.mlpackage/Manifest.json');
    expect(await attune('convert', zip, back)).toMatchObject({ code: 0 });
    expect(Buffer.compare(readFileSync(back), modelFile('momentum-mlp.mlmodel'))).toBe(0);
    expect(await attune('convert', zip, packed)).toMatchObject({ code: 2 });
    expect(await attune('convert', zip, packed, '--force')).toMatchObject({ code: 0 });
  });

  it('convert keeps the weight files of an ML Program, and will not drop them', async () => {
    const out = folder.file('program.mlpackage');
    expect(await attune('convert', PROGRAM, out)).toMatchObject({ code: 0 });
    for (const [path, bytes] of Object.entries(packageTree('ml-program.mlpackage'))) {
      expect(Buffer.compare(readFileSync(join(out, path)), bytes as Uint8Array)).toBe(0);
    }
    const refused = await attune('convert', PROGRAM, folder.file('program.mlmodel'));
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/unsupported: .*weights in files of their own/),
    });
  });

  it('refuses a package that reaches elsewhere by a symbolic link', async () => {
    const path = folder.file('linked.mlpackage');
    mkdirSync(path);
    symlinkSync(join(modelAt('ml-program.mlpackage'), 'Data'), join(path, 'Data'));
    folder.file('linked.mlpackage/Manifest.json', '{}');
    expect(lstatSync(join(path, 'Data')).isSymbolicLink()).toBe(true);
    const ran = await attune('inspect', path);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('symbolic link') });
  });

  it('types writes a wrapper to a file or to standard output', async () => {
    const out = folder.file('direction.ts');
    const printed = await attune('types', MLP, '--name', 'Direction', '--entry', 'attune/core');
    expect(printed.out).toContain("from 'attune/core';");
    expect(printed.out).toContain('export function loadDirection(');
    expect(await attune('types', MLP, '--name', 'Direction', '--entry', 'attune/core', '-o', out)).toMatchObject({
      code: 0,
    });
    expect(readFileSync(out, 'utf8')).toBe(printed.out);
  });
});
