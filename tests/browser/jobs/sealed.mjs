// Under `connect-src 'none'`: the model comes as a script, and the page could not send anything if it wanted to.

import { Model, ModelStore } from 'attune';
import { imported } from './scenarios/files.mjs';
import { drawings } from './scenarios/models.mjs';

export const steps = [
  async (test) => {
    const bytes = await imported(drawings.path);
    await test.refuses('the policy holds: fetch() is refused', 'TypeError', () => fetch('/mark'));
    const data = await drawings.examples();
    const base = await Model.load(bytes);
    const { model } = await base.update(data).finished;
    const store = await ModelStore.open('sealed');
    await store.save('mine', model);
    const latest = await store.latest('mine');
    const answers = await Promise.all(data.map((example) => latest.predict(drawings.inputOf(example))));
    test.check(
      'the model learned its drawings and keeps them',
      drawings.badness(answers, data) === 0,
      answers.map(({ label }) => label),
    );
    await store.erase();
    store.close();
  },
];
