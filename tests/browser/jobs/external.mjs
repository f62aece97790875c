// attune/external: the same API with worker and core as files, under a policy that knows no blobs.

import { Model as InlineModel } from 'attune';
import { createRuntime, Model, ModelStore } from 'attune/external';
import { cores } from './scenarios/cores.mjs';
import { symptoms } from './scenarios/models.mjs';

/** What the person's data makes of the model. */
async function taught(Class) {
  const base = await Class.load(symptoms.path);
  const { model } = await base.update(await symptoms.examples(), { parameters: symptoms.parameters }).finished;
  return model;
}

const answer = async (model) => {
  const [example] = await symptoms.examples();
  return [...(await model.predict(symptoms.inputOf(example))).output1.data].join();
};

export const steps = [
  async (test) => {
    await test.refuses('the policy holds: the default entry’s worker is refused', 'worker-start', () =>
      InlineModel.load(symptoms.path),
    );
    const model = await taught(Model);
    const store = await ModelStore.open('external');
    await store.save('mine', model);
    store.close();
    test.remember('answer', await answer(model));

    test.check('the slim core was enough', cores() === 'core-slim.wasm');
    const { layers } = await model.checkUpdatable();
    const houses = await Model.load('/models/glm-regressor.mlmodel');
    const { prediction } = await houses.predict({ input: new Array(13).fill(1) });
    test.check(
      'the whole one is fetched for what that cannot do, once',
      layers.some(({ isUpdatable }) => isUpdatable) &&
        Number.isFinite(prediction) &&
        cores() === 'core-slim.wasm,core.wasm',
    );
    test.check('and the model is still what it was', (await answer(model)) === test.recall('answer'));

    test.check(
      'without isolation a wish for threads is a wish',
      (await answer(await taught(createRuntime({ threads: 2 }).Model))) === test.recall('answer') &&
        !cores().includes('threads'),
    );
    const elsewhere = createRuntime({ workerUrl: '/attune/dist/worker.js', wasmUrl: '/attune/dist/core.wasm' });
    test.check(
      'files from elsewhere do the same',
      (await answer(await taught(elsewhere.Model))) === test.recall('answer'),
    );
    await test.refuses('a core that is not there is said to be missing', 'network', () =>
      createRuntime({ wasmUrl: '/nowhere.wasm' }).Model.load(symptoms.path),
    );
    await test.refuses('so is a worker', 'worker-start', () =>
      createRuntime({ workerUrl: '/nowhere.js' }).Model.load(symptoms.path),
    );
  },
  async (test) => {
    const store = await ModelStore.open('external');
    const latest = await store.latest('mine');
    test.check('after a reload the stored model answers as before', (await answer(latest)) === test.recall('answer'));
    await store.erase();
    store.close();
  },
];
