/** The files of the core that the page fetched, in order, since it last forgot: their names, with commas between them. */
export const cores = () =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => name.split('/').at(-1))
    .filter((name) => name.endsWith('.wasm'))
    .join();
