import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { restoreModel } from '../../../web/src/model/model-class.js';
import { sha256 } from '../../../web/src/store/chunks.js';
import { storage } from '../../../web/src/store/storable.js';
import { fakeModel } from '../support/fake-core.js';
import { doubles, inThread, weightOf } from '../support/models.js';
import { bytesOf, folderOf, listOf, MODEL_PATH, manifest, tree, zipOf } from '../support/packages.js';

const weights = { 'Data/com.apple.CoreML/weights/weight.bin': new Uint8Array([1, 2, 3, 250]) };
const files = tree(fakeModel(3), weights);
const SOURCES = [
  ['a zip', zipOf(files, { prefix: 'My Models/Some thing (2).mlpackage/' })],
  ['a zip without a folder', zipOf(files)],
  ['a File that is a zip', new File([zipOf(files)], 'some.mlpackage.zip')],
  ['a Response with a zip', () => new Response(zipOf(files))],
  ['a directory handle', folderOf(files)],
  ['the handle of a folder around it', folderOf({ 'x/y.txt': 'z', ...prefixed('some.mlpackage/') })],
  ['a list of files', listOf(files)],
  ['one zip that was picked', [new File([zipOf(files)], 'some.zip')]],
] as const;

function prefixed(prefix: string): Record<string, Uint8Array<ArrayBuffer>> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [prefix + path, bytesOf(content)]));
}

describe('a package', () => {
  it.each(SOURCES)('is loaded from %s, and written back file by file', async (_, source) => {
    const model = await inThread().Model.load(typeof source === 'function' ? source() : source);
    expect(await weightOf(model)).toBe(3);
    const written = unzipSync(await model.export({ format: 'mlpackage' }));
    expect(Object.keys(written)).toEqual(Object.keys(files).map((path) => `Model.mlpackage/${path}`));
    for (const [path, content] of Object.entries(files)) {
      expect(written[`Model.mlpackage/${path}`]).toEqual(bytesOf(content));
    }
  });

  it('is the same zip, whatever it came from', async () => {
    const { Model } = inThread();
    const zips = SOURCES.map(async ([, source]) =>
      (await Model.load(typeof source === 'function' ? source() : source)).export({ format: 'mlpackage' }),
    );
    expect(new Set((await Promise.all(zips)).map((zip) => Buffer.from(zip).toString('hex'))).size).toBe(1);
  });

  it('takes the updated model in, and nothing else changes', async () => {
    const base = await inThread().Model.load(zipOf(files));
    const { model } = await base.update(doubles(8)).finished;
    const written = unzipSync(await model.export({ format: 'mlpackage' }));
    const back = await inThread().Model.load(await model.export({ format: 'mlpackage' }));
    expect(await weightOf(back)).toBe(await weightOf(model));
    expect(await weightOf(back)).not.toBe(3);
    for (const [path, content] of Object.entries(files)) {
      if (path !== MODEL_PATH) expect(written[`Model.mlpackage/${path}`]).toEqual(bytesOf(content));
    }
  });

  it('cannot become a model file when it has weight files, but can without', async () => {
    const { Model } = inThread();
    await expect((await Model.load(zipOf(files))).export()).rejects.toMatchObject({
      code: 'unsupported',
      hint: expect.stringContaining('mlpackage'),
    });
    expect(await (await Model.load(zipOf(tree(fakeModel(3))))).export()).toEqual(fakeModel(3));
  });

  it('may keep its weight files elsewhere, in an item of that name', async () => {
    const { itemInfoEntries: items } = JSON.parse(manifest()) as { itemInfoEntries: object };
    const item = { author: 'a', description: 'b', name: 'weights', path: 'elsewhere' };
    const text = manifest({ itemInfoEntries: { ...items, 'w-1': item } });
    const source = { 'Manifest.json': text, [MODEL_PATH]: fakeModel(1), 'Data/elsewhere/weight.bin': 'w' };
    await expect((await inThread().Model.load(zipOf(source))).export()).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('is made of a model file, the same one each time', async () => {
    const { Model } = inThread();
    const zips: Uint8Array[] = [];
    for (const weight of [3, 3, 4])
      zips.push(await (await Model.load(fakeModel(weight))).export({ format: 'mlpackage' }));
    expect(zips[1]).toEqual(zips[0]);
    expect(zips[2]).not.toEqual(zips[0]);
    const { 'Model.mlpackage/Manifest.json': text, ...others } = unzipSync(zips[0] as Uint8Array);
    expect(others).toEqual({ [`Model.mlpackage/${MODEL_PATH}`]: fakeModel(3) });
    const written = JSON.parse(new TextDecoder().decode(text)) as { rootModelIdentifier: string };
    const id = written.rootModelIdentifier;
    expect(id).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-8[0-9A-F]{3}-[0-9A-F]{12}$/);
    const { author, description, name } = {
      author: 'com.apple.CoreML',
      description: 'CoreML Model Specification',
      name: 'model.mlmodel',
    };
    expect(written).toEqual({
      fileFormatVersion: '1.0.0',
      itemInfoEntries: { [id]: { author, description, name, path: 'com.apple.CoreML/model.mlmodel' } },
      rootModelIdentifier: id,
    });
  });

  it('keeps an empty folder that is an item', async () => {
    const { itemInfoEntries: items } = JSON.parse(manifest()) as { itemInfoEntries: object };
    const item = { author: 'a', description: 'b', name: 'c', path: 'com.apple.CoreML/empty' };
    const text = manifest({ itemInfoEntries: { ...items, 'e-1': item } });
    const zip = zipOf({ 'Manifest.json': text, [MODEL_PATH]: fakeModel(1), 'Data/com.apple.CoreML/empty/': '' });
    const written = await (await inThread().Model.load(zip)).export({ format: 'mlpackage' });
    expect(Object.keys(unzipSync(written))).toContain('Model.mlpackage/Data/com.apple.CoreML/empty/');
    expect(await (await inThread().Model.load(written)).export({ format: 'mlpackage' })).toEqual(written);
  });

  it.each([
    ['without a manifest', { [MODEL_PATH]: 'x' }, 'model-invalid', /no Manifest\.json/],
    [
      'without its model',
      { 'Manifest.json': manifest() },
      'model-invalid',
      /names 'Data\/com\.apple\.CoreML\/model\.mlmodel', which/,
    ],
    [
      'whose model is a folder',
      { 'Manifest.json': manifest(), [`${MODEL_PATH}/a`]: 'x' },
      'model-invalid',
      /folder, not a file/,
    ],
    [
      'beside another',
      { 'a/Manifest.json': manifest(), 'b/Manifest.json': manifest() },
      'model-invalid',
      /two packages/,
    ],
    ['with a strange name', tree('x', { 'Data/we*ights': 'x' }), 'model-invalid', /other characters/],
    ['that is compiled', { 'some.mlmodelc/coremldata.bin': 'x' }, 'unsupported', /compiled model/],
    ['that is a zip in a zip', tree(zipOf(tree('x'))), 'model-invalid', /no fake model/],
  ] as const)('is refused %s', async (_, files, code, why) => {
    await expect(inThread().Model.load(zipOf(files))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(why),
    });
    await expect(inThread().Model.load(folderOf(files))).rejects.toMatchObject({ code });
  });

  it('is refused beyond a limit, from a folder and from a list too', async () => {
    const { Model } = inThread();
    for (const source of [zipOf(files), folderOf(files), listOf(files)]) {
      await expect(Model.load(source, { limits: { packageEntries: 2 } })).rejects.toMatchObject({
        code: 'model-too-large',
      });
      await expect(Model.load(source, { limits: { packageBytes: 20 } })).rejects.toMatchObject({
        code: 'model-too-large',
      });
    }
  });

  it('names the folder that could not be read', async () => {
    const broken = {
      kind: 'directory',
      name: 'gone',
      values: (): never => {
        throw new Error('not allowed');
      },
    };
    await expect(inThread().Model.load(broken as never)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining("'gone'"),
    });
  });

  it('is checked by the hash of the zip, or of the zip that is written', async () => {
    const { Model } = inThread();
    const zip = zipOf(files);
    await expect(Model.load(zip, { sha256: await sha256(zip) })).resolves.toBeDefined();
    await expect(Model.load(zip, { sha256: '00' })).rejects.toMatchObject({ code: 'integrity' });
    const written = await (await Model.load(zip)).export({ format: 'mlpackage' });
    await expect(Model.load(folderOf(files), { sha256: await sha256(written) })).resolves.toBeDefined();
    await expect(Model.load(listOf(files), { sha256: '00' })).rejects.toMatchObject({ code: 'integrity' });
  });

  it('comes back out of a store whole', async () => {
    const { Model, provider } = inThread();
    const base = await Model.load(folderOf(files));
    const { model } = await base.update(doubles(8)).finished;
    const kept = model[storage];
    const file = (await kept.exportBase()) as Uint8Array<ArrayBuffer>;
    expect(await kept.baseSha256()).toBe(await sha256(file));
    const restored = await restoreModel({ exact: provider })(
      file,
      (await kept.exportDelta()) as Uint8Array<ArrayBuffer>,
      {},
    );
    expect(await restored.export({ format: 'mlpackage' })).toEqual(await model.export({ format: 'mlpackage' }));
  });

  it('moves to a new core after a crash', async () => {
    const world = inThread();
    const model = await world.Model.load(zipOf(files));
    world.core.failures.predict = new WebAssembly.RuntimeError('unreachable');
    await expect(weightOf(model)).rejects.toMatchObject({ code: 'core-restarted' });
    expect(await weightOf(model)).toBe(3);
  });
});

it('what is no source is refused with what would be one', async () => {
  for (const source of [[], [1], {}, 3]) {
    await expect(inThread().Model.load(source as never)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('a folder or its files'),
    });
  }
});
