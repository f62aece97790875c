// The protocol over people: who has how many errors before and after, what was forgotten, what it cost.

import { randomNumbers, shuffled } from './random.mjs';
import { calibrationError, mean } from './statistics.mjs';

/** Examples of other people on which forgetting is measured. */
const OTHERS = 500;

/**
 * @param options { shots, draws, seed, methods: by name, divide(person, draw, seed), bytesOf, log,
 *   everybody: whose examples forgetting is measured on; default those of `people` }
 * @returns one record a person, draw, number of examples and method
 */
export async function runPeople(base, people, options) {
  const { shots, draws, seed, methods, divide, bytesOf, log, everybody = people } = options;
  const records = [];
  for (const [index, person] of people.entries()) {
    const strangers = shuffled(
      everybody.filter((other) => other !== person).flatMap(({ examples }) => examples),
      randomNumbers(seed + index),
    ).slice(0, OTHERS);
    const known = await measured(base, strangers);
    for (let draw = 0; draw < draws; draw++) {
      const { support, test } = divide(person, draw, seed);
      const before = await measured(base, test);
      const common = { person: person.id, draw, tested: test.length };
      records.push({ ...common, shots: 0, method: 'base', ...before, forgot: 0, ms: 0, bytes: 0, refused: false });
      for (const k of shots) {
        const own = support(k);
        for (const [method, update] of Object.entries(methods)) {
          const result = await outcome(update, base, own, seed);
          const after = await measured(result.model, test);
          const then = result.model === base ? known : await measured(result.model, strangers);
          records.push({
            ...{ ...common, shots: k, method, ...after, forgot: known.accuracy - then.accuracy },
            ...{ ms: result.ms / own.length, refused: result.refused, why: result.why ?? '' },
            bytes: result.refused ? 0 : await bytesOf(result.model),
            recipe: result.metrics.recipe?.name ?? '',
            rate: result.metrics.recipe?.crossValidation?.rate ?? 1,
          });
          if (result.model !== base) result.model.dispose();
        }
      }
    }
    log(`${index + 1} of ${people.length}: ${person.id}`);
  }
  return records;
}

/** Accuracy, and how well the probabilities are calibrated. */
async function measured(model, examples) {
  const { predictedFeatureName, predictedProbabilitiesName } = model.description;
  const predictions = await model.predictBatch(examples);
  const answers = predictions.map((prediction, index) => ({
    sure: Math.max(...[...prediction[predictedProbabilitiesName]].map(([, probability]) => probability)),
    right: prediction[predictedFeatureName] === examples[index].label,
  }));
  return { accuracy: mean(answers.map(({ right }) => (right ? 1 : 0))), ece: calibrationError(answers) };
}

/** Negative controls, with the default recipe: each a share or a mean gain over people and draws. */
export async function runControls(base, people, { shots, draws, seed, update, divide, log }) {
  const results = [];
  for (const [index, person] of people.entries()) {
    for (let draw = 0; draw < draws; draw++) {
      const { support, test } = divide(person, draw, seed);
      const other = divide(people[(index + 1 + draw) % people.length], draw, seed);
      const before = await measured(base, test);
      for (const k of shots) {
        const foreign = await outcome(update, base, other.support(k), seed);
        const gain = (await measured(foreign.model, test)).accuracy - before.accuracy;
        const wrong = await outcome(update, base, mislabelled(support(k), seed + draw), seed);
        results.push({
          person: person.id,
          draw,
          shots: k,
          gain,
          foreignRefused: foreign.refused,
          refused: wrong.refused,
        });
        for (const { model } of [foreign, wrong]) if (model !== base) model.dispose();
      }
    }
    log(`controls ${index + 1} of ${people.length}`);
  }
  return results;
}

/** The same examples, their labels dealt out anew. */
function mislabelled(examples, seed) {
  const labels = shuffled(
    examples.map(({ label }) => label),
    randomNumbers(seed),
  );
  return examples.map((example, index) => ({ ...example, label: labels[index] }));
}

/** A refused update leaves the person with the base model. Its time is the processor's: what else a machine does is not in it. */
async function outcome(update, base, support, seed) {
  const began = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  try {
    const { model, metrics } = await update(base, support, { seed });
    return { model, metrics, refused: false, ms: spent() };
  } catch (error) {
    if (error.code !== 'not-better') throw error;
    return { model: base, metrics: {}, refused: true, why: error.message, ms: spent() };
  }
}
