// What the wasm core throws, understood.

import { AttuneError, isErrorCode } from '../errors.js';

/**
 * The core's own error with its code; or undefined for anything else (a trap, a stack that ran over), after which the
 * instance's memory may be in any state. A value of a type that cannot be handed over was refused at the border.
 */
export function understood(error: unknown): AttuneError | undefined {
  if (error instanceof TypeError || (error instanceof Error && error.name === 'BindingError')) {
    return new AttuneError('invalid-parameter', `the core cannot take this: ${error.message}`);
  }
  if (!(error instanceof Error) || !('code' in error) || !isErrorCode(error.code)) return undefined;
  return new AttuneError(error.code, error.message, {
    layer: text(error, 'layer'),
    feature: text(error, 'feature'),
    hint: text(error, 'hint'),
  });
}

/** What becomes of models when the core's memory is gone. */
export const AFTER_A_CRASH = 'models that were loaded or saved come back by themselves; what was not saved is lost';

export function coreCrashed(cause: unknown): AttuneError {
  const said = cause instanceof Error ? `: ${cause.message}` : '';
  return new AttuneError('core-restarted', `the core crashed${said}`, {
    hint: AFTER_A_CRASH,
    cause,
  });
}

function text(error: Error, key: 'layer' | 'feature' | 'hint'): string | undefined {
  const value: unknown = (error as { [name in typeof key]?: unknown })[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
