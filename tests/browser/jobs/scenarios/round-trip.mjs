// What a person's model goes through: loaded, trained on their data, kept, found again after a reload, exported.

import { Model, ModelStore } from 'attune';
import { bitsOf, sha256 } from './bits.mjs';
import { read, source } from './files.mjs';

export function roundTrip({ name, path, loadOptions, parameters, epochs, examples, inputOf, badness }) {
  const storeName = `round-trip-${name}`;

  const predictAll = (model, data) => model.predictBatch(data.map(inputOf));
  /** Of a few examples, one by one. */
  async function bitsFrom(model, data) {
    const predictions = [];
    for (const example of data.slice(0, 8)) predictions.push(bitsOf(await model.predict(inputOf(example))));
    return sha256(new TextEncoder().encode(predictions.join('\n')));
  }

  return [
    async function trainAndSave(test) {
      const data = await examples(read);
      const store = await ModelStore.open(storeName);
      test.check('nothing is stored yet', (await store.latest('mine')) === undefined);
      test.check('which is called fresh', (await store.status('mine')).state === 'fresh');

      const base = await Model.load(await source(path), loadOptions);
      test.check('the model is updatable', base.description.isUpdatable);
      const before = await predictAll(base, data);
      const bitsBefore = await bitsFrom(base, data);
      const together = await sha256(new TextEncoder().encode(before.slice(0, 8).map(bitsOf).join('\n')));
      test.check('predicted together, examples have the bits that they have alone', together === bitsBefore);
      const task = base.update(data, { parameters });
      const events = [];
      task.addEventListener('trainingbegin', () => events.push('begin'));
      task.addEventListener('epochend', (event) => events.push(event.context.metrics.epochIndex));
      const { model } = await task.finished;
      const after = await predictAll(model, data);

      const expected = ['begin', ...Array.from({ length: epochs }, (_, epoch) => epoch)];
      test.check('training began, and every epoch ended once, in order', events.join() === expected.join(), events);
      test.check('the task is completed', task.state === 'completed', task.state);
      const [was, is] = [badness(before, data), badness(after, data)];
      test.check('the model fits the data better than before', is < was, `${was} → ${is}`);
      test.check('the old model still answers the same bits', (await bitsFrom(base, data)) === bitsBefore);
      const unchanged = await sha256(await base.export());
      test.check('the old model is still the file it came from', unchanged === (await sha256(await read(path))));

      const saved = await store.save('mine', model, { note: 'first', metrics: { badness: is } });
      test.check(
        'the save is version 1',
        saved.number === 1 && saved.note === 'first' && saved.metrics.badness === is,
        saved,
      );
      test.remember('predictions', await bitsFrom(model, data));
      test.remember('file', await sha256(await model.export()));
      test.remember('deltaBytes', saved.byteLength);
      store.close();
    },

    async function findAndExport(test) {
      const data = await examples(read);
      const store = await ModelStore.open(storeName);
      const status = await store.status('mine');
      test.check('after a reload the state is ok', status.state === 'ok' && status.number === 1, status);

      const alone = await store.latest('mine');
      test.check(
        'the stored model predicts the same bits',
        (await bitsFrom(alone, data)) === test.recall('predictions'),
      );
      const base = await Model.load(await source(path), loadOptions);
      const onBase = await store.latest('mine', { base });
      test.check('and does so put on the base', (await bitsFrom(onBase, data)) === test.recall('predictions'));

      const file = await onBase.export();
      test.check('it exports the same file as before the reload', (await sha256(file)) === test.recall('file'));
      const loaded = await Model.load(file, loadOptions);
      test.check(
        'the exported file, loaded, predicts the same bits',
        (await bitsFrom(loaded, data)) === test.recall('predictions'),
      );

      const { model: further } = await onBase.update(data.slice(0, 4), { parameters }).finished;
      const next = await store.save('mine', further);
      test.check('training goes on from it: version 2 of parent 1', next.number === 2 && next.parent === 1, next);
      await store.erase();
      store.close();
    },
  ];
}
