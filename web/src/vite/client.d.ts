// Types of model files that are imported without declarations of their own:
//
//   /// <reference types="attune/vite/client" />

declare module '*.mlmodel' {
  const model: import('attune').ModelFile<import('attune').AnyModel>;
  export default model;
}

declare module '*.mlpackage' {
  const model: import('attune').ModelFile<import('attune').AnyModel>;
  export default model;
}

declare module '*.mlmodel?inline' {
  const model: Uint8Array<ArrayBuffer>;
  export default model;
}

declare module '*.mlpackage?inline' {
  const model: Uint8Array<ArrayBuffer>;
  export default model;
}
