// A task stands still and goes on, with other parameters if asked; what is not allowed harms nothing.

import { Model } from 'attune';
import { bitsOf } from './scenarios/bits.mjs';
import { source } from './scenarios/files.mjs';
import { symptoms } from './scenarios/models.mjs';

const { parameters, path, inputOf } = symptoms;

async function trained(task, data) {
  const { model } = await task.finished;
  return bitsOf(await model.predict(inputOf(data[0])));
}

export const steps = [
  async function standsStill(test) {
    const data = await symptoms.examples();
    const base = await Model.load(await source(path));
    const uninterrupted = await trained(base.update(data, { parameters: { ...parameters, shuffle: false } }), data);

    const task = base.update(data, { parameters: { ...parameters, shuffle: false }, suspended: true });
    let batches = 0;
    task.addEventListener('minibatchend', () => {
      batches += 1;
      if (batches === 7) task.suspend();
    });
    test.check('it starts suspended if asked', task.state === 'suspended', task.state);
    for (let i = 0; i < 5; i++) await base.predict(inputOf(data[0]));
    test.check('and trains nothing until it is resumed', batches === 0, batches);
    task.resume();
    while (batches < 7) await base.predict(inputOf(data[0]));
    for (let i = 0; i < 10; i++) await base.predict(inputOf(data[0]));
    test.check('suspend() stops it at the mini-batch at hand', batches === 7 && task.state === 'suspended', {
      batches,
    });
    task.resume();
    const interrupted = await trained(task, data);
    test.check('resumed, it runs to its end', batches === 200 && task.state === 'completed', { batches });
    test.check('and has the bits of a training that never stood still', interrupted === uninterrupted);
  },

  async function otherParameters(test) {
    const data = await symptoms.examples();
    const base = await Model.load(await source(path));
    const fixed = { ...parameters, shuffle: false };
    const bitsWith = async (learningRateAfter) => {
      const task = base.update(data, { parameters: fixed });
      const rates = [];
      task.addEventListener('minibatchend', (event) => {
        rates.push(event.context.parameters.learningRate);
        if (rates.length === 1 && learningRateAfter !== undefined) task.resume({ learningRate: learningRateAfter });
      });
      return { bits: await trained(task, data), rates };
    };
    const same = await bitsWith(undefined);
    const explicit = await bitsWith(parameters.learningRate);
    const halved = await bitsWith(parameters.learningRate / 2);
    test.check('resume() with the same rate changes nothing', explicit.bits === same.bits);
    test.check('with another rate it does', halved.bits !== same.bits);
    const wanted = [parameters.learningRate, parameters.learningRate / 2, parameters.learningRate / 2];
    test.check(
      'from the very next mini-batch on',
      halved.rates.slice(0, 3).join() === wanted.join(),
      halved.rates.slice(0, 3),
    );

    // With a rate of zero the second mini-batch must leave the weights of the first: that is what "next" means.
    const task = base.update(data, { parameters: fixed });
    const seen = [];
    task.addEventListener('minibatchend', ({ context }) => {
      const look = async () => {
        seen.push(bitsOf(await context.model.predict(inputOf(data[0]))));
        if (seen.length === 1) task.resume({ learningRate: 0 });
        if (seen.length === 3) task.cancel();
      };
      context.waitUntil(look());
    });
    await task.finished.catch(() => {});
    test.check(
      'a rate of 0 in a held event freezes the very next mini-batch',
      seen[1] === seen[0] && seen[2] === seen[0],
      seen,
    );
  },

  async function refusals(test) {
    const data = await symptoms.examples();
    const base = await Model.load(await source(path));
    const before = bitsOf(await base.predict(inputOf(data[0])));
    const start = (changed) => base.update(data, { parameters: { ...parameters, ...changed } }).finished;
    await test.refuses('a rate beyond the range of the file', 'invalid-parameter', () => start({ learningRate: 2 }));
    await test.refuses('a mini-batch size that the file does not list', 'invalid-parameter', () =>
      start({ miniBatchSize: 3 }),
    );
    await test.refuses('a parameter that nobody knows', 'invalid-parameter', () => start({ learnigRate: 0.1 }));
    await test.refuses('a parameter of another optimizer', 'invalid-parameter', () => start({ beta1: 0.9 }));

    const expected = await trained(base.update(data, { parameters: { ...parameters, shuffle: false } }), data);
    const task = base.update(data, { parameters: { ...parameters, shuffle: false } });
    const tries = [];
    task.addEventListener(
      'minibatchend',
      ({ context }) => {
        for (const changed of [{ epochs: 3 }, { learningRate: 7 }]) {
          tries.push(
            test.refuses(`resume(${JSON.stringify(changed)})`, 'invalid-parameter', () => task.resume(changed)),
          );
        }
        context.waitUntil(Promise.all(tries));
      },
      { once: true },
    );
    const bits = await trained(task, data);
    test.check('both were tried', tries.length === 2);
    test.check('a refused resume() leaves the training as it was', bits === expected);
    test.check('the old model is unharmed', bitsOf(await base.predict(inputOf(data[0]))) === before);
  },
];
