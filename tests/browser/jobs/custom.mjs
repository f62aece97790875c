// Custom code: the worker imports a page's module, under the strict policy; what it throws is an error, and nothing more.

import { Model } from 'attune';
import { NetworkBuilder } from 'attune/build';

const file = new NetworkBuilder({ inputs: [{ name: 'x', shape: [3] }], outputs: [{ name: 'y', shape: [3] }] })
  .custom('act', { className: 'Swish', parameters: { beta: 2 }, weights: [[3]] }, { output: 'y' })
  .build();
const x = new Float32Array([-1, 0.5, 2]);
const expected = Array.from(x, (value) => Math.fround((3 * value) / (1 + Math.exp(-2 * value))));

export const steps = [
  async function layer(test) {
    const customLayers = { Swish: { url: '/jobs/scenarios/swish.mjs' } };
    const model = await Model.load(file.bytes(), { customLayers });
    const { y } = await model.predict({ x });
    test.check('the class in the module answers', `${[...y.data]}` === `${expected}`, [...y.data]);

    const moody = await Model.load(file.bytes(), {
      customLayers: { Swish: { url: './scenarios/moody.mjs', className: 'Moody' } },
    }).catch((error) => error);
    test.check('a relative URL is of the page', moody.code === 'invalid-parameter', moody);
    const fails = await Model.load(file.bytes(), {
      customLayers: { Swish: { url: new URL('/jobs/scenarios/swish.mjs', location.href), className: 'Moody' } },
    });
    await test.refuses('what it throws is an error', 'bad-example', () => fails.predict({ x }));
    const again = await model.predict({ x });
    test.check('and the other model answers as before', `${[...again.y.data]}` === `${expected}`, [...again.y.data]);
    await test.refuses('code of another class is asked for', 'unsupported', async () =>
      (await Model.load(file.bytes())).predict({ x }),
    );
  },
];
