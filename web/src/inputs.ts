// What people do, see and write, as features: without a model, a worker or wasm.

export { AttuneError, ERROR_CODES, type ErrorCode, type ErrorDetails } from './errors.js';
export {
  type Choice,
  ChoiceFeatures,
  type ChoiceOptions,
  type Moment,
  popularity,
  type Surroundings,
} from './inputs/choices.js';
export type { Time } from './inputs/wall-clock.js';
