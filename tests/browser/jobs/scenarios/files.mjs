// Where models and fixtures come from, in a page.

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
