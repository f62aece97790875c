// How an update can be done again: its examples by their ids, and its options as plain data.

/** What an update was given. Examples of a store stand in it as ids; everything else is as it was passed. */
export interface TrainingRecord {
  readonly examples: readonly string[];
}
