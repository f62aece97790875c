// Two tabs cannot lose each other's training: of two saves from the same version one is refused.

import { Model, ModelStore } from 'attune';
import { bitsOf } from './scenarios/bits.mjs';
import { source } from './scenarios/files.mjs';
import { symptoms } from './scenarios/models.mjs';

const STORE = 'conflict';

/** Another document of the same origin, with a package, a worker and a connection of its own. */
async function otherTab() {
  const frame = document.createElement('iframe');
  frame.src = '/tab/conflict-tab';
  document.body.append(frame);
  await new Promise((resolve) => addEventListener('message', resolve, { once: true }));
  return {
    ask(request) {
      const answer = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data), { once: true }));
      frame.contentWindow.postMessage(request, location.origin);
      return answer;
    },
    close: () => frame.remove(),
  };
}

export const steps = [
  async function twoHandles(test) {
    const data = await symptoms.examples();
    const train = async (model) =>
      (await model.update(data.slice(0, 4), { parameters: symptoms.parameters }).finished).model;
    const [mine, yours] = [await ModelStore.open(STORE), await ModelStore.open(STORE)];
    const base = await Model.load(await source(symptoms.path));
    await mine.save('shared', await train(base));
    const [a, b] = await Promise.all([mine.latest('shared'), yours.latest('shared')]);
    const [trainedA, trainedB] = [await train(a), await train(b)];
    const results = await Promise.allSettled([mine.save('shared', trainedA), yours.save('shared', trainedB)]);
    const states = results.map((result) => (result.status === 'fulfilled' ? 'saved' : result.reason.code)).sort();
    test.check('of two saves at the same moment one is refused', states.join() === 'conflict,saved', states);
    test.check('and exactly one version was added', (await mine.versions('shared')).length === 2);
    mine.close();
    yours.close();
  },

  async function twoTabs(test) {
    const data = await symptoms.examples();
    const store = await ModelStore.open(STORE);
    const model = await store.latest('shared');
    const tab = await otherTab();
    const saved = await tab.ask('train and save');
    test.check('another tab trains and saves version 3', saved.number === 3, saved);

    const { model: trained } = await model.update(data.slice(0, 4), { parameters: symptoms.parameters }).finished;
    await test.refuses('this tab, slower, is refused', 'conflict', () => store.save('shared', trained));
    const latest = await store.latest('shared');
    test.check("it finds the other tab's bits", bitsOf(await latest.predict(symptoms.inputOf(data[0]))) === saved.bits);
    const { model: again } = await latest.update(data.slice(0, 4), { parameters: symptoms.parameters }).finished;
    const info = await store.save('shared', again);
    test.check('trains on from them and saves version 4', info.number === 4 && info.parent === 3, info);

    await store.erase();
    const after = await tab.ask('status');
    test.check('an erasure is not held up by the other tab, which finds nothing', after.state === 'fresh', after);
    tab.close();
    store.close();
  },
];
