// The page lives while a model trains: its timers tick and its predictions are answered. Order is asserted, never time.

import { Model } from 'attune';
import { read } from './scenarios/files.mjs';
import { digits, withMiniBatches } from './scenarios/models.mjs';

export const steps = [
  async (test) => {
    const data = await digits.examples(read);
    const base = await Model.load(await withMiniBatches(16, read));
    const log = [];
    const timer = setInterval(() => log.push('tick'), 5);
    const frame = () => {
      log.push('frame');
      handle = requestAnimationFrame(frame);
    };
    let handle = requestAnimationFrame(frame);

    const task = base.update(data, { parameters: digits.parameters });
    for (const type of ['trainingbegin', 'epochend']) task.addEventListener(type, () => log.push(type));
    const answered = (async () => {
      await new Promise((resolve) => task.addEventListener('trainingbegin', resolve));
      await base.predict(digits.inputOf(data[0]));
      log.push('prediction');
    })();
    await task.finished;
    await answered;
    clearInterval(timer);
    cancelAnimationFrame(handle);

    const during = log.slice(log.indexOf('trainingbegin'), log.lastIndexOf('epochend') + 1);
    const epochs = during.filter((entry) => entry === 'epochend').length;
    test.check('ten epochs ended', epochs === 10, epochs);
    const between = during.join(' ').split('epochend').slice(0, -1);
    test.check(
      'a timer ticked within every epoch',
      between.every((epoch) => epoch.includes('tick')),
      between,
    );
    test.check('frames were painted during the training', during.includes('frame'));
    test.check('a prediction was answered before the training ended', during.includes('prediction'), during.join(' '));
  },
];
