// What we use of pngjs, which comes without types.

declare module 'pngjs' {
  export class PNG {
    /** RGBA, 8 bits each. */
    readonly data: Buffer;
    readonly width: number;
    readonly height: number;
    static readonly sync: {
      read(bytes: Buffer): PNG;
      write(image: { readonly data: Uint8Array; readonly width: number; readonly height: number }): Buffer;
    };
  }
}
