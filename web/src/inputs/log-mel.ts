// Sound as a picture of loudness by pitch and time, which is what networks for words and noises take.

import { AttuneError } from '../errors.js';
import { nameOf } from './feature-input.js';
import { PowerSpectrum } from './fourier.js';
import { cosOfTurns, exp, log } from './functions.js';

/** An `AudioBuffer`, or samples of your own. */
export type SoundInput =
  | {
      readonly sampleRate: number;
      readonly numberOfChannels: number;
      getChannelData(channel: number): Float32Array;
    }
  | { readonly sampleRate: number; readonly samples: Float32Array };

export interface LogMelOptions {
  /** Samples a Fourier transform sees, a power of two. Default 512. */
  readonly fftSize?: number | undefined;
  /** Samples of the Hann window in the middle of them. Default 400: 25 ms at 16 kHz. */
  readonly windowLength?: number | undefined;
  /** Samples from one frame to the next. Default 160: 10 ms at 16 kHz. */
  readonly hopLength?: number | undefined;
  /** How many bands of pitch. Default 64. */
  readonly bands?: number | undefined;
  /** The lowest pitch, in hertz. Default 0. */
  readonly lowest?: number | undefined;
  /** The highest pitch, in hertz. Default half the sample rate. */
  readonly highest?: number | undefined;
  /** How pitch is heard: `'slaney'` (default) as librosa has it, each band weighing the same; `'htk'` as HTK, each peaking at 1. */
  readonly scale?: 'slaney' | 'htk' | undefined;
  /** What the model's input asks for: `'frames'` first (default), then bands; or `'bands'` first. */
  readonly order?: 'frames' | 'bands' | undefined;
}

/** What a `multiArray` input takes. */
export interface LogMel {
  readonly data: Float32Array<ArrayBuffer>;
  /** Frames × bands, or bands × frames. */
  readonly shape: readonly [number, number];
}

/** Below this power, -100 dB, everything is silence. */
const SILENCE = 1e-10;

/**
 * The log-mel spectrogram of a sound, in decibels: frame t holds, for each band b,
 *
 *     10 log₁₀ max(1e-10, Σₖ W[b, k] · |Σₙ x[t · hopLength + n − fftSize / 2] · h[n] · e^(−2πi kn / fftSize)|²)
 *
 * with h the periodic Hann window, zeros before and after the sound, W the triangular mel filters, and as many frames as begin in it:
 * 1 + ⌊length / hopLength⌋. That is `librosa.power_to_db(librosa.feature.melspectrogram(…), ref=1, top_db=None)`, to the last digits of
 * float32; the same bits on every device. Channels are averaged. Nothing is resampled: decode with
 * `new OfflineAudioContext(1, 1, 16000).decodeAudioData(…)` to get the rate that the model was trained with.
 *
 * @throws AttuneError `invalid-parameter`, `bad-example`
 *
 * @example
 * const { label } = await model.predict({ sound: logMel(audioBuffer, { bands: 40 }) });
 */
export function logMel(sound: SoundInput, options: LogMelOptions = {}): LogMel {
  const samples = samplesOf(sound);
  const settings = settingsOf(options, sound.sampleRate);
  const { fftSize, hopLength, bands } = settings;
  const window = hann(settings.windowLength, fftSize);
  const filters = melFilters(settings, sound.sampleRate);
  const spectrum = new PowerSpectrum(fftSize);
  const frames = 1 + Math.floor(samples.length / hopLength);
  const data = new Float32Array(frames * bands);
  const [across, down] = options.order === 'bands' ? [1, frames] : [bands, 1];

  const piece = new Float64Array(fftSize);
  const power = new Float64Array(fftSize / 2 + 1);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hopLength - fftSize / 2;
    for (let n = 0; n < fftSize; n++) piece[n] = (window[n] as number) * (samples[start + n] ?? 0);
    spectrum.compute(piece, power);
    filters.forEach(({ first, weights }, band) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (power[first + k] as number);
      data[frame * across + band * down] = (10 / Math.LN10) * log(Math.max(SILENCE, sum));
    });
  }
  return { data, shape: options.order === 'bands' ? [bands, frames] : [frames, bands] };
}

interface Settings {
  readonly fftSize: number;
  readonly windowLength: number;
  readonly hopLength: number;
  readonly bands: number;
  readonly lowest: number;
  readonly highest: number;
  readonly scale: 'slaney' | 'htk';
}

function settingsOf(options: LogMelOptions, sampleRate: number): Settings {
  const { fftSize = 512, windowLength = Math.min(400, fftSize), hopLength = 160, bands = 64 } = options;
  const { lowest = 0, highest = sampleRate / 2, scale = 'slaney' } = options;
  check('fftSize', fftSize, isCount(fftSize) && fftSize <= 65536 && (fftSize & (fftSize - 1)) === 0 && fftSize >= 2);
  check('windowLength', windowLength, isCount(windowLength) && windowLength <= fftSize);
  check('hopLength', hopLength, isCount(hopLength));
  check('bands', bands, isCount(bands) && bands <= fftSize);
  check('lowest', lowest, lowest >= 0 && lowest < highest);
  check('highest', highest, highest <= sampleRate / 2);
  check('scale', scale, scale === 'slaney' || scale === 'htk');
  check('order', options.order, options.order === undefined || ['frames', 'bands'].includes(options.order));
  return { fftSize, windowLength, hopLength, bands, lowest, highest, scale };
}

function samplesOf(sound: SoundInput): Float32Array {
  const { sampleRate } = sound;
  if (!(sampleRate > 0 && sampleRate < 1e9)) throw noSound(`its sampleRate is ${nameOf(sampleRate)}`);
  if ('samples' in sound) {
    if (sound.samples instanceof Float32Array) return sound.samples;
    throw noSound(`samples are a Float32Array, got ${nameOf(sound.samples)}`);
  }
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
  const [first, ...others] = channels;
  if (first === undefined) throw noSound('it has no channel');
  if (others.length === 0) return first;
  return first.map(
    (_, index) => channels.reduce((sum, channel) => sum + (channel[index] as number), 0) / channels.length,
  );
}

/** ½ − ½ cos(2πn / length), in the middle of `size` numbers. */
function hann(length: number, size: number): Float64Array {
  const window = new Float64Array(size);
  const before = (size - length) >> 1;
  for (let n = 0; n < length; n++) window[before + n] = 0.5 - 0.5 * cosOfTurns(n / length);
  return window;
}

interface Filter {
  /** The first line of the spectrum that counts. */
  readonly first: number;
  readonly weights: Float64Array;
}

/** Triangles whose corners lie evenly on the mel scale. */
function melFilters({ fftSize, bands, lowest, highest, scale }: Settings, sampleRate: number): Filter[] {
  const { toMel, toHertz } = SCALES[scale];
  const [from, to] = [toMel(lowest), toMel(highest)];
  const corner = (index: number): number => toHertz(from + (index * (to - from)) / (bands + 1));
  const hertzPerLine = sampleRate / fftSize;
  return Array.from({ length: bands }, (_, band) => {
    const [left, top, right] = [corner(band), corner(band + 1), corner(band + 2)];
    const first = Math.max(0, Math.ceil(left / hertzPerLine));
    const last = Math.min(fftSize / 2, Math.floor(right / hertzPerLine));
    const height = scale === 'slaney' ? 2 / (right - left) : 1;
    const weights = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
      const hertz = (first + index) * hertzPerLine;
      return height * Math.max(0, Math.min((hertz - left) / (top - left), (right - hertz) / (right - top)));
    });
    return { first, weights };
  });
}

/** Slaney: 15 mel are 1000 Hz, linear below, above it 27 mel for each factor of 6.4. HTK: 2595 log₁₀(1 + f / 700). */
const LOG_STEP = 0.06875177742094912; // ln 6.4 / 27
const HTK = 2595 / Math.LN10;

const SCALES = {
  slaney: {
    toMel: (hertz: number) => (hertz < 1000 ? (3 * hertz) / 200 : 15 + log(hertz / 1000) / LOG_STEP),
    toHertz: (mel: number) => (mel < 15 ? (200 * mel) / 3 : 1000 * exp(LOG_STEP * (mel - 15))),
  },
  htk: {
    toMel: (hertz: number) => HTK * log(1 + hertz / 700),
    toHertz: (mel: number) => 700 * (exp(mel / HTK) - 1),
  },
} as const;

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function check(name: string, value: unknown, passes: boolean): void {
  if (!passes) throw new AttuneError('invalid-parameter', `logMel: ${name} cannot be ${nameOf(value)}`);
}

function noSound(why: string): AttuneError {
  return new AttuneError('bad-example', `this is no sound: ${why}`, {
    hint: 'an AudioBuffer, or { samples: Float32Array, sampleRate }',
  });
}
