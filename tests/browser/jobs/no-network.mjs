// After the model is loaded nothing asks the server for anything: the runner counts its requests since /mark.

import { Model, ModelStore } from 'attune';
import { fetched } from './scenarios/files.mjs';
import { symptoms } from './scenarios/models.mjs';

export const steps = [
  async (test) => {
    const data = await symptoms.examples();
    const base = await Model.load(symptoms.path);
    await fetched('/mark');

    const store = await ModelStore.open('no-network');
    const { model } = await base.update(data, { parameters: symptoms.parameters }).finished;
    await store.save('mine', model);
    const latest = await store.latest('mine');
    const [was, is] = await Promise.all(
      [base, latest].map(async (one) =>
        symptoms.badness(await Promise.all(data.map((example) => one.predict(symptoms.inputOf(example)))), data),
      ),
    );
    test.check('loaded, trained, stored and predicted without the network', is < was, `${was} → ${is}`);
    const since = performance.getEntriesByType('resource').map(({ name }) => name);
    test.check('the page itself knows of no request after the mark', since.at(-1).endsWith('/mark'), since);
    await store.erase();
    store.close();
  },
];
