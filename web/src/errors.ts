// The one error of the package: a code to switch on, a sentence to show.

/**
 * Everything that can go wrong, and when it does. The C++ core has the same list (src/base/error.h); a test compares them.
 */
export const ERROR_CODES = {
  'model-invalid': 'the file is not a Core ML model, or is damaged',
  'model-too-large': 'the model is past a limit of size, depth or count',
  unsupported: 'the model is sound, but uses something that is not implemented',
  'not-updatable': 'the model has nothing to train',
  'invalid-parameter':
    'an option or parameter is unknown, of the wrong type, or outside the range that the file allows',
  'shape-mismatch': 'an array has other dimensions than the model states',
  'bad-example': 'a feature is missing, of the wrong type, or cannot be read',
  integrity: 'bytes are not the ones that were expected',
  network: 'a model file could not be fetched',
  'unsupported-browser': 'this browser, or this kind of page, lacks something that is needed',
  'worker-start': 'the worker did not start',
  'core-restarted': 'the core crashed and was started anew; what was not saved is gone',
  memory: 'there is not enough memory',
  diverged: 'the loss or a weight is no longer a finite number',
  'not-better': 'the update was refused because the model did not get better',
  conflict: 'somebody else saved a newer version in between',
  quota: 'the browser gives this page no more storage',
  'storage-aborted': 'the browser gave up on a storage operation; nothing was changed',
  'storage-broken': 'the browser cannot open its own storage',
  'format-too-new': 'a newer release of this package wrote this',
  'cannot-forget': 'there is no record of how the model was made, so no example can be taken out of it',
} as const;

/** One of the codes that every {@link AttuneError} carries. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What an error may say beside its sentence. */
export interface ErrorDetails {
  /** The layer of the model that it is about. */
  readonly layer?: string | undefined;
  /** The input, output or training input that it is about. */
  readonly feature?: string | undefined;
  /** What the reader may do. */
  readonly hint?: string | undefined;
  /** What was caught, where something was. */
  readonly cause?: unknown;
}

/**
 * What every failing call throws or rejects with. Aborts are the platform's `AbortError` instead.
 *
 * @example
 * try { await model.update(examples).finished; }
 * catch (error) { if (error instanceof AttuneError && error.code === 'diverged') lowerTheLearningRate(); else throw error; }
 */
export class AttuneError extends Error {
  /** Stable across releases: switch on this, never on the message. */
  readonly code: ErrorCode;
  readonly layer: string | undefined;
  readonly feature: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AttuneError';
    this.code = code;
    this.layer = details.layer;
    this.feature = details.feature;
    this.hint = details.hint;
  }
}

/** True for the codes of {@link ERROR_CODES}. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}
