// What browsers throw when storage fails, said in our codes.

import { AttuneError } from '../errors.js';

/**
 * The AttuneError for whatever a database threw: `quota`, `format-too-new`, or the code given for all the rest.
 *
 * @param doing what was tried, as it goes after "could not"
 */
export function storageFailure(
  error: unknown,
  doing: string,
  otherwise: 'storage-aborted' | 'storage-broken',
): AttuneError {
  if (error instanceof AttuneError) return error;
  const name = nameOf(error);
  if (name === 'QuotaExceededError') {
    return new AttuneError('quota', `could not ${doing}: the browser gives this page no more room`, {
      hint: 'nothing was changed; erase something, or ask navigator.storage.persist() and try again',
      cause: error,
    });
  }
  if (name === 'VersionError') {
    return new AttuneError('format-too-new', `could not ${doing}: a newer release of this package wrote the store`, {
      hint: 'reload the page, so that it runs that release',
      cause: error,
    });
  }
  return new AttuneError(otherwise, `could not ${doing}: ${name === '' ? String(error) : name}`, {
    hint:
      otherwise === 'storage-aborted'
        ? 'nothing was changed; trying again may help'
        : 'the browser cannot open its own storage; models still work, only keeping them does not',
    cause: error,
  });
}

/**
 * The connection is gone, so a new one may succeed: it was closed by the browser or by another tab's upgrade, or (Safari's
 * "Connection to Indexed Database server lost") died under a transaction.
 */
export function isLostConnection(error: unknown): boolean {
  return ['InvalidStateError', 'UnknownError'].includes(nameOf(error));
}

function nameOf(error: unknown): string {
  // Not `instanceof DOMException`: QuotaExceededError is becoming a class of its own.
  if (typeof error !== 'object' || error === null || !('name' in error)) return '';
  return typeof error.name === 'string' ? error.name : '';
}
