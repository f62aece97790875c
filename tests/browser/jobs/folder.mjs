// A model package as a real directory handle: a folder of the origin's private file system.

import { Model } from 'attune';
import { bitsOf } from './scenarios/bits.mjs';
import { fetched } from './scenarios/files.mjs';
import { symptoms } from './scenarios/models.mjs';

const ID = 'A1B2C3D4-0000-4000-8000-000000000001';
const manifest = {
  fileFormatVersion: '1.0.0',
  itemInfoEntries: {
    [ID]: {
      author: 'com.apple.CoreML',
      description: 'CoreML Model Specification',
      name: 'model.mlmodel',
      path: 'com.apple.CoreML/model.mlmodel',
    },
  },
  rootModelIdentifier: ID,
};

async function write(folder, name, bytes) {
  const file = await folder.getFileHandle(name, { create: true });
  const writable = await file.createWritable();
  await writable.write(bytes);
  await writable.close();
}

export const steps = [
  async function privateFolder(test) {
    const root = await navigator.storage?.getDirectory?.().catch(() => undefined);
    if (root === undefined || !('createWritable' in FileSystemFileHandle.prototype)) {
      test.tell('folder', 'this engine cannot write files of its own');
      test.check('an engine without such folders refuses none', true);
      return;
    }
    const bytes = await fetched(symptoms.path);
    const folder = await root.getDirectoryHandle('symptoms.mlpackage', { create: true });
    const data = await folder.getDirectoryHandle('Data', { create: true });
    await write(await data.getDirectoryHandle('com.apple.CoreML', { create: true }), 'model.mlmodel', bytes);
    await write(folder, 'Manifest.json', JSON.stringify(manifest));

    const [example] = await symptoms.examples();
    const fromFile = await Model.load(bytes);
    const fromFolder = await Model.load(folder);
    const of = async (model) => bitsOf(await model.predict(symptoms.inputOf(example)));
    test.check('the folder is the model', (await of(fromFolder)) === (await of(fromFile)));
    const zip = await fromFolder.export({ format: 'mlpackage' });
    test.check('its package loads again', (await of(await Model.load(zip))) === (await of(fromFile)));

    await folder.removeEntry('Manifest.json');
    await test.refuses('without its manifest it is refused', 'model-invalid', () => Model.load(folder));
    await root.removeEntry('symptoms.mlpackage', { recursive: true });
  },
];
