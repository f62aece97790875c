// Eight plain numbers a channel of a window.

export const FEATURES_A_CHANNEL = 8;

/** @param window samples one after the other, each with all its channels */
export function featuresOf(window, samples, channels) {
  const features = new Float32Array(FEATURES_A_CHANNEL * channels);
  for (let channel = 0; channel < channels; channel++) {
    const values = Float64Array.from({ length: samples }, (_, i) => window[i * channels + channel]);
    const mean = values.reduce((sum, one) => sum + one, 0) / samples;
    const steps = values.slice(1).map((one, i) => one - values[i]);
    const sorted = values.slice().sort();
    const spread = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / samples);
    const roughness = Math.sqrt(steps.reduce((sum, one) => sum + one * one, 0) / steps.length);
    const crossings = values.slice(1).filter((one, i) => one > mean !== values[i] > mean).length / samples;
    const quarter = (share) => sorted[Math.min(Math.floor(share * samples), samples - 1)];
    const trend = values.slice(samples >> 1).reduce((sum, one) => sum + one, 0) / (samples - (samples >> 1)) - mean;
    features.set(
      [mean, spread, sorted[0], sorted[samples - 1], quarter(0.75) - quarter(0.25), roughness, crossings, trend],
      FEATURES_A_CHANNEL * channel,
    );
  }
  return features;
}
