// Where models and fixtures come from, in a page: fetched where its policy lets it, else as scripts.

/** Fetched: what most pages do. */
export const fetched = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

/** As a script: what a page under `connect-src 'none'` is left with. */
export const imported = async (path) => {
  const { default: base64 } = await import(`${path}?script`);
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
};

const isSealed = new URLSearchParams(location.search).get('policy') === 'sealed';

/** A file's bytes. */
export const read = isSealed ? imported : fetched;

/** What Model.load() is given: a URL, or where none may be fetched the bytes. */
export const source = async (path) => (isSealed ? imported(path) : path);
