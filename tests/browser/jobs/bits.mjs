// The same bits in every engine: the runner compares what this tells with the other engines, Node and the native core.

import { Model } from 'attune';
import { computeBits } from './scenarios/bits.mjs';
import { read } from './scenarios/files.mjs';

export const steps = [
  async (test) => {
    const { bits, steps } = await computeBits(Model, read);
    test.check('200 steps of the digits, 200 of the symptoms', steps.digits === 200 && steps.symptoms === 200, steps);
    test.check('every training left its own bits', new Set(Object.values(bits)).size === 5, bits);
    test.tell('bits', bits);
  },
];
