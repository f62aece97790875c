import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PowerSpectrum } from '../../../web/src/inputs/fourier.js';
import { exp } from '../../../web/src/inputs/functions.js';
import { type LogMelOptions, logMel } from '../../../web/src/inputs/log-mel.js';

interface Case {
  readonly name: string;
  readonly sampleRate: number;
  readonly length: number;
  readonly options: LogMelOptions;
  readonly shape: number[];
  readonly decibels: number[];
}

const golden = new URL('../../golden/log-mel.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { cases: Case[] };

/** As tests/golden/make_log_mel.py has it. */
const sound = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, n) => (((n * n * 7) % 2001) - 1000) / 1024);

describe('logMel', () => {
  it.each(cases)('is what librosa makes of it: $name', ({ sampleRate, length, options, shape, decibels }) => {
    const result = logMel({ samples: sound(length), sampleRate }, options);
    expect(result.shape).toEqual(shape);
    const worst = decibels.reduce(
      (most, db, index) => Math.max(most, Math.abs(db - (result.data[index] as number))),
      0,
    );
    expect(worst).toBeLessThan(2e-5); // five decimals are written down, float32 keeps about as many
  });

  it('answers bands first where it is asked to', () => {
    const { sampleRate, length } = cases[0] as Case;
    const frames = logMel({ samples: sound(length), sampleRate });
    const bands = logMel({ samples: sound(length), sampleRate }, { order: 'bands' });
    expect(bands.shape).toEqual([...frames.shape].reverse());
    const [rows, columns] = frames.shape;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        expect(bands.data[column * rows + row]).toBe(frames.data[row * columns + column]);
      }
    }
  });

  it('averages the channels of an AudioBuffer', () => {
    const mono = sound(500);
    const buffer = (channels: Float32Array[]) => ({
      sampleRate: 16000,
      numberOfChannels: channels.length,
      getChannelData: (index: number) => channels[index] as Float32Array,
    });
    const expected = logMel({ samples: mono, sampleRate: 16000 });
    expect(logMel(buffer([mono]))).toEqual(expected);
    expect(logMel(buffer([mono.map((x) => 2 * x), new Float32Array(500)]))).toEqual(expected);
  });

  it('calls silence -100 dB, even where there is no sound at all', () => {
    const { data, shape } = logMel({ samples: new Float32Array(0), sampleRate: 16000 });
    expect(shape).toEqual([1, 64]);
    expect([...data].every((value) => Math.abs(value + 100) < 1e-4)).toBe(true);
  });

  it.each<[LogMelOptions, string]>([
    [{ fftSize: 500 }, 'fftSize'],
    [{ windowLength: 513 }, 'windowLength'],
    [{ hopLength: 0 }, 'hopLength'],
    [{ bands: 1.5 }, 'bands'],
    [{ lowest: -1 }, 'lowest'],
    [{ lowest: 8000 }, 'lowest'],
    [{ highest: 8001 }, 'highest'],
    [{ scale: 'bark' as never }, 'scale'],
    [{ order: 'time' as never }, 'order'],
  ])('refuses %j', (options, name) => {
    const samples = new Float32Array(1);
    expect(() => logMel({ samples, sampleRate: 16000 }, options)).toThrow(
      expect.objectContaining({ code: 'invalid-parameter', message: expect.stringContaining(name) }),
    );
  });

  it.each([
    { samples: [1, 2], sampleRate: 16000 },
    { samples: new Float32Array(1), sampleRate: 0 },
    { samples: new Float32Array(1) },
    { sampleRate: 16000, numberOfChannels: 0, getChannelData: () => new Float32Array() },
  ])('refuses %j', (input) => {
    expect(() => logMel(input as never)).toThrow(expect.objectContaining({ code: 'bad-example' }));
  });
});

describe('what it stands on', () => {
  it('a power spectrum is the sum that its definition says', () => {
    const x = Float64Array.from({ length: 16 }, (_, n) => ((n * 5) % 7) - 3);
    const power = new Float64Array(9);
    new PowerSpectrum(16).compute(x, power);
    for (let k = 0; k <= 8; k++) {
      const angle = (n: number) => (-2 * Math.PI * k * n) / 16;
      const re = x.reduce((sum, value, n) => sum + value * Math.cos(angle(n)), 0);
      const im = x.reduce((sum, value, n) => sum + value * Math.sin(angle(n)), 0);
      expect(power[k]).toBeCloseTo(re * re + im * im, 10);
    }
  });

  it('e to the power of x agrees with the platform to a few units in the last place', () => {
    for (let x = -40; x <= 40; x += 0.37) {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(64 * Number.EPSILON);
    }
    expect(exp(0)).toBe(1);
  });
});
