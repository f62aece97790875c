import { describe, expect, it } from 'vitest';
import type { StepResult } from '../../../web/src/engine/engine.js';
import { UpdateRun } from '../../../web/src/engine/update-run.js';

const STEP: StepResult = {
  ...{ miniBatchEnded: false, epochEnded: false, finished: false, restarted: false, epochIndex: 0, miniBatchIndex: 0 },
  ...{ lossValue: Number.NaN, epochLoss: Number.NaN, epochAccuracy: Number.NaN, validationLoss: Number.NaN },
  ...{ validationAccuracy: Number.NaN, keptEpoch: -1, gateBefore: Number.NaN, gateAfter: Number.NaN },
  ...{ examplesDone: 0, examplesTotal: 4 },
};
const epoch = (epochIndex: number, epochLoss: number): StepResult => ({
  ...STEP,
  ...{ miniBatchEnded: true, epochEnded: true, epochIndex, epochLoss, lossValue: epochLoss },
});

function runOf(...steps: StepResult[]): UpdateRun {
  return new UpdateRun(() => steps.shift() as StepResult);
}

describe('an update that began anew', () => {
  it('has the epochs of its second beginning alone', async () => {
    const restart = { ...STEP, restarted: true };
    const run = runOf(epoch(0, 9), epoch(1, 99), restart, epoch(0, 3), { ...epoch(1, 2), finished: true });
    const done = await run.advance({ miniBatchEnd: false, epochEnd: false });
    expect(done.restarted).toBe(true);
    expect(done.epochs.map(({ lossValue }) => lossValue)).toEqual([3, 2]);
    expect(run.epochs).toEqual(done.epochs);
  });

  it('says so to whoever heard of epochs before', async () => {
    const run = runOf(epoch(0, 9), { ...STEP, restarted: true }, { ...epoch(0, 3), finished: true });
    const watched = { miniBatchEnd: false, epochEnd: true };
    expect(await run.advance(watched)).toMatchObject({ restarted: false, epoch: { lossValue: 9 } });
    expect(await run.advance(watched)).toMatchObject({ restarted: true, epochs: [{ lossValue: 3 }] });
  });
});
