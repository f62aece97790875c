import { digits } from './scenarios/models.mjs';
import { roundTrip } from './scenarios/round-trip.mjs';

export const steps = roundTrip(digits);
