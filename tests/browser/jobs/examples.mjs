// The user's own examples: kept in the model's size or as files, taken out of a model again, exported, erased.

import { ExampleStore, Model, ModelStore } from 'attune';
import { bitsOf, sha256 } from './scenarios/bits.mjs';
import { source } from './scenarios/files.mjs';
import { drawings, symptoms } from './scenarios/models.mjs';

const STORE = 'examples';
const hashOf = async (model) => sha256(await model.export());
const names = async () => (await indexedDB.databases?.())?.map(({ name }) => name) ?? [];

function canvas(shade) {
  const drawn = Object.assign(document.createElement('canvas'), { width: 56, height: 56 });
  const context = drawn.getContext('2d');
  context.fillStyle = '#000';
  context.fillRect(0, 0, 56, 56);
  context.fillStyle = shade;
  context.fillRect(14, 14, 28, 28);
  return drawn;
}

export const steps = [
  async function images(test) {
    const model = await Model.load(await source(drawings.path), drawings.loadOptions);
    const tensors = await ExampleStore.open(STORE, { model });
    const small = await tensors.add({ drawing: canvas('#fff'), label: 'square' });
    const kept = (await tensors.get(small.id)).features.drawing;
    test.check('a canvas is kept in the size of the model', kept.width === 28 && kept.height === 28, kept);
    test.check('its bytes are few', small.byteLength < 4000 && small.label === 'square', small);

    const files = await ExampleStore.open(STORE, { model, images: 'blob', collection: 'files' });
    await files.add({ drawing: canvas('#fff'), label: 'square' });
    const png = await new Promise((resolve) => canvas('#888').toBlob(resolve));
    const given = await files.add({ drawing: png, label: 'shade' });
    const file = (await files.get(given.id)).features.drawing;
    test.check('a file is kept as it is', file instanceof Blob && file.size === png.size && file.type === png.type);
    const { model: learned } = await model.update(await files.training()).finished;
    const { label } = await learned.predict({ drawing: canvas('#fff') });
    test.check('files are learned from', label === 'square', label);
    files.close();
    tensors.close();
  },

  async function forgetting(test) {
    const base = await Model.load(await source(symptoms.path));
    const store = await ModelStore.open(STORE);
    const examples = await ExampleStore.open(STORE, { model: base, collection: 'symptoms' });
    const rows = (await symptoms.examples()).slice(0, 6);
    for (const row of rows) await examples.add(row);
    const set = await examples.training();
    const { parameters } = symptoms;
    await store.update('mine', set, { base, parameters });
    await store.update('mine', await examples.pick(set.ids.slice(0, 3)), { parameters });
    const [, second] = set.ids;
    const forgotten = await store.forget(second);
    test.check('both versions were made again', forgotten[0].replaced.join() === '1,2', forgotten);

    const others = rows.filter((_, index) => index !== 1);
    const { model: once } = await base.update(others, { parameters }).finished;
    const { model: twice } = await once.update([rows[0], rows[2]], { parameters }).finished;
    const found = await hashOf(await store.latest('mine'));
    test.check('to the bits of the same history without it', found === (await hashOf(twice)));
    test.remember('bits', bitsOf(await twice.predict(symptoms.inputOf(rows[0]))));
    await test.refuses('it is gone', 'bad-example', () => store.forget(second));
  },

  async function oneFile(test) {
    const store = await ModelStore.open(STORE);
    await test.refuses('an export says that it is personal', 'invalid-parameter', () => store.export());
    const { bytes, damaged } = await store.export({ includesPersonalData: true });
    test.check('nothing is left out', damaged.versions.length + damaged.examples.length === 0, damaged);
    const copy = await ModelStore.open(`${STORE}-copy`);
    await copy.import(new Blob([bytes]));
    const row = (await symptoms.examples())[0];
    const model = await copy.latest('mine');
    const bits = bitsOf(await model.predict(symptoms.inputOf(row)));
    test.check('another store answers the same bits, after a reload', bits === test.recall('bits'));
    const { persisted } = await copy.status('mine');
    test.check(
      'whether the browser may evict is told',
      persisted === undefined || typeof persisted === 'boolean',
      persisted,
    );
    await copy.erase();
    await store.erase();
    const left = (await names()).filter((name) => name.includes(STORE));
    const marks = Object.keys(localStorage).filter((key) => key.includes(STORE));
    test.check('after erasing nothing is listed', left.length === 0 && marks.length === 0, [left, marks]);
  },
];
