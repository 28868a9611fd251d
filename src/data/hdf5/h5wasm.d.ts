/** What is used of the HDF5 library, which h5wasm compiles to WebAssembly. */
declare module '*/h5wasm/dist/node/hdf5_util.js' {
  /** A description of a type, and of a dataset its shape. */
  export interface Hdf5Type {
    /** H5T_class_t: 0 integer, 1 float, 3 string, 4 bit field, 6 compound, 8 enumeration, 10 array. */
    readonly type: number;
    readonly size: number;
    readonly signed: boolean;
    readonly littleEndian: boolean;
    readonly vlen: boolean;
    readonly shape: readonly number[] | null;
    readonly total_size?: number;
    readonly chunks?: readonly number[] | null;
    readonly compound_type?: {
      readonly members: readonly (Hdf5Type & { readonly name: string; readonly offset: number })[];
    };
    readonly array_type?: Hdf5Type;
    readonly enum_type?: { readonly members: Readonly<Record<string, number>> };
  }

  export interface Hdf5Library {
    readonly HEAPU8: Uint8Array;
    readonly FS: { readonly streams: readonly ({ readonly nfd?: number } | null | undefined)[] };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    UTF8ToString(pointer: number): string;
    /** Failures become exceptions with the library's own stack of reasons. */
    activate_throwing_error_handler(): void;
    open(path: string, mode: number, trackOrder: boolean, lowest: number, highest: number): bigint;
    close_file(file: bigint): number;
    get_names(file: bigint, path: string, recursive: boolean): readonly string[];
    /** 0 group, 1 dataset; -1 nothing, others links and types. */
    get_type(file: bigint, path: string): number;
    get_attribute_names(file: bigint, path: string): readonly string[];
    get_attribute_metadata(file: bigint, path: string, name: string): Hdf5Type;
    get_attribute_data(file: bigint, path: string, name: string, pointer: bigint): number;
    reclaim_vlen_memory(file: bigint, path: string, name: string, pointer: bigint): number;
    get_dataset_metadata(file: bigint, path: string): Hdf5Type;
    get_dataset_filters(file: bigint, path: string): readonly { readonly id: number; readonly name: string }[];
    get_dataset_data(
      file: bigint,
      path: string,
      count: readonly bigint[],
      offset: readonly bigint[],
      strides: readonly bigint[],
      pointer: bigint,
    ): number;
  }

  /** Makes an instance of its own, with its own memory. */
  export default function makeLibrary(options: Readonly<Record<string, unknown>>): Promise<Hdf5Library>;
}
