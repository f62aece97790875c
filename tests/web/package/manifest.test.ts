import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../web/src/package/manifest.js';
import { manifest, ROOT_ID } from '../support/packages.js';

const read = (text: string) => readManifest(new Blob([text]));

describe('a manifest', () => {
  it('says which item is the model', async () => {
    expect((await read(manifest())).root).toEqual({
      author: 'com.apple.CoreML',
      description: 'CoreML Model Specification',
      name: 'model.mlmodel',
      path: 'Data/com.apple.CoreML/model.mlmodel',
    });
  });

  it('may name another author, write UUIDs in either case, begin with a byte order mark and know more than we do', async () => {
    const text = manifest(
      { rootModelIdentifier: ROOT_ID.toLowerCase(), more: 1 },
      { path: 'com.ishank.Test/model.mlmodel' },
    );
    expect((await read(`\uFEFF${text}`)).root.path).toBe('Data/com.ishank.Test/model.mlmodel');
  });

  it.each(['1.0.0', '0.9.7', '0.0.0'])('may have version %s', async (fileFormatVersion) => {
    await expect(read(manifest({ fileFormatVersion }))).resolves.toBeDefined();
  });

  it.each(['1.0.1', '1.1.0', '2.0.0'])('is refused as too new with version %s', async (fileFormatVersion) => {
    await expect(read(manifest({ fileFormatVersion }))).rejects.toMatchObject({ code: 'unsupported' });
  });

  it.each([
    ['no JSON', '{', /no JSON/],
    ['no object', '[]', /no object as a whole/],
    ['no version', manifest({ fileFormatVersion: undefined }), /fileFormatVersion/],
    ['a version in two parts', manifest({ fileFormatVersion: '1.0' }), /fileFormatVersion/],
    ['a negative version', manifest({ fileFormatVersion: '-1.0.0' }), /fileFormatVersion/],
    ['a version that is a number', manifest({ fileFormatVersion: 1 }), /fileFormatVersion/],
    ['no items', manifest({ itemInfoEntries: undefined }), /itemInfoEntries/],
    ['items in a list', manifest({ itemInfoEntries: [] }), /itemInfoEntries/],
    ['an item that is none', manifest({ itemInfoEntries: { a: null } }), /no object at item 'a'/],
    ['no model', manifest({ rootModelIdentifier: undefined }), /rootModelIdentifier/],
    ['another model', manifest({ rootModelIdentifier: 'X' }), /names 'X'/],
    ['no author', manifest({}, { author: undefined }), /'author'/],
    ['no description', manifest({}, { description: 1 }), /'description'/],
    ['no name', manifest({}, { name: undefined }), /'name'/],
    ['no path', manifest({}, { path: undefined }), /'path'/],
    ['a path that leads out', manifest({}, { path: '../../secret' }), /leads elsewhere/],
    ['an absolute path', manifest({}, { path: '/etc/passwd' }), /absolute/],
  ])('is refused for %s', async (_, text, why) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'model-invalid', message: expect.stringMatching(why) });
  });

  it('is refused when it is longer than any', async () => {
    await expect(read(`${manifest()}${' '.repeat(1 << 20)}`)).rejects.toMatchObject({ code: 'model-too-large' });
  });
});
