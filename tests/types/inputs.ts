// The types of attune/inputs. Compiled, never run.

import { ChoiceFeatures, popularity } from 'attune/inputs';
import { expectType, type Same } from './expect.js';

const shop = new ChoiceFeatures({
  items: ['mocha', 'tea'],
  around: { weather: ['sun', 'rain'] },
  prior: popularity(['mocha', 'tea'], []),
});

shop.read([{ item: 'mocha', time: new Date(), weather: 'sun' }], { time: '2026-03-02T08:30' });
// @ts-expect-error beer is not on the menu
shop.read([{ item: 'beer', time: 0 }], { time: 0 });
// @ts-expect-error hail is not among the weathers
shop.read([], { time: 0, weather: 'hail' });
// @ts-expect-error a moment has a time
shop.read([], { weather: 'sun' });

const [example] = shop.examples([], { input: 'habits', target: 'drink' });
expectType<
  Same<
    typeof example,
    ({ readonly habits: Float32Array<ArrayBuffer> } & { readonly drink: 'mocha' | 'tea' }) | undefined
  >
>();
expectType<Same<ReturnType<typeof shop.frequencies>, Map<'mocha' | 'tea', number>>>();
