// Cancelling leaves nothing: no later event, and the old model to the bit.

import { Model } from 'attune';
import { bitsOf } from './scenarios/bits.mjs';
import { read, source } from './scenarios/files.mjs';
import { digits, symptoms, withMiniBatches } from './scenarios/models.mjs';

/** Lets everything that is under way between page and worker arrive. */
async function settle(model, features) {
  for (let i = 0; i < 5; i++) await model.predict(features);
}

export const steps = [
  async function insideHeldEvent(test) {
    const data = await digits.examples(read);
    const base = await Model.load(await withMiniBatches(4, read));
    const before = bitsOf(await base.predict(digits.inputOf(data[0])));

    const task = base.update(data, { parameters: digits.parameters });
    const events = [];
    for (const type of ['trainingbegin', 'minibatchend', 'epochend'])
      task.addEventListener(type, () => events.push(type));
    let release;
    task.addEventListener('minibatchend', ({ context }) => {
      context.waitUntil(new Promise((resolve) => (release = resolve)));
      // While the event is held and the answer is still owed.
      setTimeout(() => {
        task.cancel();
        release();
      });
    });
    await test.refuses('a cancelled task rejects with AbortError', 'AbortError', () => task.finished);
    await settle(base, digits.inputOf(data[0]));
    test.check('it is cancelled', task.state === 'cancelled', task.state);
    test.check('no event came after the held one', events.join() === 'trainingbegin,minibatchend', events);
    const after = bitsOf(await base.predict(digits.inputOf(data[0])));
    test.check('the old model answers the same bits', after === before);
    const { model } = await base.update(data.slice(0, 4), { parameters: digits.parameters }).finished;
    test.check('and can be updated again', bitsOf(await model.predict(digits.inputOf(data[0]))) !== before);
  },

  async function insideSlice(test) {
    const data = await digits.examples(read);
    const base = await Model.load(await source(digits.path));
    const before = bitsOf(await base.predict(digits.inputOf(data[0])));
    const task = base.update(data, { parameters: digits.parameters });
    let later = 0;
    task.addEventListener('minibatchend', () => {
      later += 1;
    });
    await new Promise((resolve) => task.addEventListener('trainingbegin', resolve));
    task.cancel();
    const seen = later;
    await test.refuses(
      'a cancelled task without whole mini-batch rejects with AbortError',
      'AbortError',
      () => task.finished,
    );
    await settle(base, digits.inputOf(data[0]));
    test.check('no mini-batch ends after cancel()', later === seen, { seen, later });
    test.check('the old model answers the same bits', bitsOf(await base.predict(digits.inputOf(data[0]))) === before);
  },

  async function keepingTheBest(test) {
    const data = await symptoms.examples();
    const base = await Model.load(await source(symptoms.path));
    const task = base.update(data, { parameters: symptoms.parameters });
    let batches = 0;
    task.addEventListener('minibatchend', () => {
      batches += 1;
      if (batches === 30) task.cancel({ keep: true });
    });
    const { model } = await task.finished;
    test.check('cancel({ keep: true }) completes', task.state === 'completed', task.state);
    test.check('at the mini-batch at hand', batches === 30, batches);
    const of = async (which) => bitsOf(await which.predict(symptoms.inputOf(data[0])));
    test.check('with what was learned until then', (await of(model)) !== (await of(base)));
  },
];
