// What demo/plugins/inline-model.ts makes of a model file.

declare module '*.mlmodel' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
