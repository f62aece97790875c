import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureDescription, ModelDescription } from '../../../web/src/model/description.js';
import { moduleTypesOf, typesOf } from '../../../web/src/model/typescript.js';
import { inThread, modelFile, skipped } from '../support/real-core.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const common = { optional: false, shortDescription: '' } as const;

function described(changes: Partial<ModelDescription> = {}): ModelDescription {
  const metadata = { shortDescription: '', versionString: '', author: '', license: '', userDefined: {} };
  const none = { inputs: [], outputs: [], trainingInputs: [], updatableLayers: [], parameters: [], metadata };
  return { modelType: 'pipeline', specificationVersion: 4, isUpdatable: false, ...none, ...changes };
}

/** Every type of feature there is, with names and texts that mean harm. */
const STRANGE: readonly FeatureDescription[] = [
  { ...common, name: 'a-b', type: 'int64', shortDescription: 'ends */ early\nand goes on' },
  { ...common, name: "it's", type: 'double', optional: true },
  { ...common, name: 'back\\slash`$x', type: 'string' },
  { ...common, name: '__proto__', type: 'multiArray', shape: [1, 1], dataType: 'int32' },
  { ...common, name: 'été', type: 'image', width: 3, height: 2, colorSpace: 'rgb' },
  { ...common, name: '2', type: 'dictionary', keyType: 'string' },
  { ...common, name: 'by number', type: 'dictionary', keyType: 'int64' },
  { ...common, name: 'line\u2028break', type: 'sequence', elementType: 'string' },
  { ...common, name: 'integers', type: 'sequence', elementType: 'int64' },
  { ...common, name: 'state', type: 'state' },
  { ...common, name: 'any', type: 'multiArray', shape: [], dataType: 'double' },
];

/** Files that must compile, and lines in them that must not (they carry @ts-expect-error). */
const files: Record<string, string> = {
  'strange.ts': typesOf(
    described({
      inputs: STRANGE,
      outputs: STRANGE,
      trainingInputs: STRANGE,
      predictedFeatureName: 'back\\slash`$x',
      classLabels: ["'", '\\', '\n', '*/', '`$x'],
    }),
    { file: 'weird */ name.mlmodel', entry: 'attune' },
  ),
  'nothing.ts': typesOf(described(), { file: '1-2.mlpackage', entry: 'attune/core' }),
  'collision.ts': typesOf(described({ inputs: STRANGE.slice(4, 5) }), { file: 'ImageInput.mlmodel', entry: 'attune' }),
};

const folder = join(root, `build/typescript-test-${process.pid}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tests/types/tsconfig.json',
      compilerOptions: {
        allowArbitraryExtensions: true,
        noUnusedLocals: true,
        noPropertyAccessFromIndexSignature: true,
        skipLibCheck: false,
        paths: { attune: ['../../web/src/index.ts'], 'attune/core': ['../../web/src/core.ts'] },
      },
      include: ['*.ts', '../../web/src/engine/build.d.ts'],
    }),
  );
  return spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' }).stdout;
}

describe('the types of a model', () => {
  it('are named by its file', () => {
    const nameIn = (file: string): string | undefined =>
      /export type (\S+) = Model</.exec(typesOf(described(), { file, entry: 'attune' }))?.[1];
    expect(nameIn('emoji.mlmodel')).toBe('Emoji');
    expect(nameIn('my-drawing classifier_2.mlpackage')).toBe('MyDrawingClassifier_2');
    expect(nameIn('x.mlpackage.zip')).toBe('X');
    expect(nameIn('2d.mlmodel')).toBe('Model2d');
    expect(nameIn('Model.mlmodel')).toBe('ModelModel');
    expect(nameIn('***.mlmodel')).toBe('ModelModel');
  });

  it('read like this', () => {
    const text = typesOf(
      described({
        inputs: [
          {
            ...common,
            name: 'drawing',
            type: 'image',
            width: 28,
            height: 28,
            colorSpace: 'grayscale',
            shortDescription: 'A sketch.',
          },
        ],
        outputs: [{ ...common, name: 'label', type: 'string' }],
        predictedFeatureName: 'label',
        classLabels: ['cat', 'dog'],
        metadata: { ...described().metadata, shortDescription: 'Names sketches.' },
      }),
      { file: 'emoji.mlmodel', entry: 'attune' },
    );
    expect(text).toBe(`// Made by attune types from emoji.mlmodel. Changes are lost when it is made anew.

import { Model, type ImageInput, type LoadOptions, type ModelSource } from 'attune';

/** What Emoji predicts from. */
export interface EmojiInputs {
  /** grayscale, 28 × 28 pixels. A sketch. */
  readonly drawing: ImageInput;
}

/** What Emoji predicts. */
export interface EmojiOutputs {
  readonly label: 'cat' | 'dog' | (string & {});
}

/** Emoji cannot be updated. */
export type EmojiExamples = Record<never, never>;

/** For \`Model<EmojiTypes>\`. */
export interface EmojiTypes {
  inputs: EmojiInputs;
  outputs: EmojiOutputs;
  examples: EmojiExamples;
}

/** Names sketches. */
export type Emoji = Model<EmojiTypes>;

/** Loads \`emoji.mlmodel\`, wherever it lies. */
export function loadEmoji(source: ModelSource, options?: LoadOptions): Promise<Emoji> {
  return Model.load<EmojiTypes>(source, options);
}
`);
  });
});

describe.skipIf(skipped !== undefined)('the types of real models', () => {
  beforeAll(async () => {
    const Model = inThread();
    const names = readdirSync(join(root, 'tests/models')).filter((name) => /^(?!wire-).*\.mlmodel$/.test(name));
    for (const file of names) {
      const { description } = await Model.load(modelFile(file));
      files[file.replace('.mlmodel', '.ts')] = typesOf(description, { file, entry: 'attune' });
    }
    const { description } = await Model.load(modelFile('momentum-mlp.mlmodel'));
    files['some.d.mlmodel.ts'] = moduleTypesOf(description, { file: 'some.mlmodel', entry: 'attune' });
    files['use.ts'] = `
import { Model } from 'attune';
import type { Dictionary } from 'attune';
import { type MomentumMlp, loadMomentumMlp } from './momentum-mlp.js';
import some, { type SomeTypes } from './some.mlmodel';
import { expectType, type Same } from '../../tests/types/expect.js';

export async function use(): Promise<void> {
  const model: MomentumMlp = await loadMomentumMlp('/model.mlmodel', { parameters: {} });
  const { direction, direction_probs } = await model.predict({ features: new Float32Array(10) });
  expectType<Same<typeof direction_probs, Dictionary<string>>>();
  if (direction === 'north') await model.update([{ features: [1, 2], direction: 'a new one' }]).finished;
  // @ts-expect-error it has no such output
  (await model.predict({ features: [1] })).label;
  // @ts-expect-error it has no such input
  await model.predict({ pixels: [1] });
  // @ts-expect-error an example has a direction, too
  model.update([{ features: [1] }]);
  // @ts-expect-error which is a string
  model.update([{ features: [1], direction: 1 }]);

  const imported = await Model.load(some);
  expectType<Same<typeof imported, Model<SomeTypes>>>();
  const plain = await Model.load('/some.mlmodel');
  expectType<Same<typeof plain, Model>>();
}
`;
  });

  it('compile under strict TypeScript, and hold programs to them', () => {
    expect(compile()).toBe('');
  });

  it('are checked by a compiler that finds what is wrong', () => {
    files['wrong.ts'] =
      "import { loadMomentumMlp } from './momentum-mlp.js';\nexport const wrong: string = loadMomentumMlp('x');\n";
    const complaints = compile();
    delete files['wrong.ts'];
    expect(complaints).toContain('wrong.ts(2,');
  });
});
