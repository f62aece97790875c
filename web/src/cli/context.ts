// What a command sees of the world: tests give it another one.

import type { ModelClass } from '../model/model-class.js';

export interface Context {
  readonly Model: ModelClass;
  /** Standard output: what the command is asked for. */
  out(text: string): void;
  /** Standard error: progress and complaints. */
  err(text: string): void;
  /** Somebody watches standard error. */
  readonly isWatched: boolean;
  /** Of the package. */
  readonly version: string;
}

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {}
