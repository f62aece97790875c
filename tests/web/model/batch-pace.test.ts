import { describe, expect, it } from 'vitest';
import { BatchPace } from '../../../web/src/model/batch-pace.js';

describe('BatchPace', () => {
  it('begins with one example, then takes as many as fit into 16 ms', () => {
    const pace = new BatchPace();
    expect(pace.most).toBe(1);
    pace.took(1, 0.5);
    expect(pace.most).toBe(32);
    pace.took(32, 4);
    expect(pace.most).toBe(128);
  });

  it('takes at most 32 times as many as it has seen, and 1,024 at most', () => {
    const pace = new BatchPace();
    pace.took(1, 0);
    expect(pace.most).toBe(32);
    pace.took(32, 0.1);
    expect(pace.most).toBe(1024);
    pace.took(1024, 1);
    expect(pace.most).toBe(1024);
  });

  it('takes fewer after a call that was too long, but never none', () => {
    const pace = new BatchPace();
    pace.took(1, 0.5);
    pace.took(32, 64);
    expect(pace.most).toBe(8);
    pace.took(1, 500);
    expect(pace.most).toBe(1);
  });

  it('does not take the few of a last block for a measure', () => {
    const pace = new BatchPace();
    pace.took(1, 0.5);
    pace.took(1, 4);
    expect(pace.most).toBe(32);
  });
});
