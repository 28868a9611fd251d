/** What is used of WebAssembly. */
interface Assembly {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/**
 * What a module exports that needs nothing but itself; undefined where there is no WebAssembly with vectors.
 * @param text the module in base64
 */
export function instantiate(text: string): unknown {
  const { WebAssembly: assembly } = globalThis as { readonly WebAssembly?: Assembly };
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (assembly?.validate(bytes) !== true) return undefined;
  return new assembly.Instance(new assembly.Module(bytes)).exports;
}
