/**
 * The little of jsroot that is used, typed by hand: jsroot's own types leave `jsroot/io` out. Objects of ROOT arrive as
 * plain records whose members are checked where they are read (`rootObject.ts`).
 */
declare module 'jsroot/io' {
  /** Gives jsroot the bytes of a file; subclassed, because jsroot asks with `instanceof`. */
  export class FileProxy {
    openFile(): Promise<boolean>;
    getFileName(): string;
    getFileSize(): number;
    /** `places`: position, length, position, length, … */
    readBuffers(places: readonly number[]): Promise<DataView[]>;
  }

  export interface RootKey {
    readonly fName: string;
    readonly fTitle: string;
    readonly fClassName: string;
    readonly fCycle: number;
    /** Compressed size with the key itself. */
    readonly fNbytes: number;
    readonly fKeylen: number;
    /** Size of the object once unpacked. */
    readonly fObjlen: number;
    readonly fSeekKey: number | bigint;
  }

  export interface RootDirectory {
    readonly fKeys: readonly RootKey[];
  }

  export interface RootFile extends RootDirectory {
    readonly fVersion: number;
    readonly fCompress: number;
    /** Descriptions of the classes in the file, a TList. */
    readonly fStreamerInfos: unknown;
    readDirectory(path: string): Promise<RootDirectory>;
  }

  /** @returns false where the proxy's `openFile` does */
  export function openFile(proxy: FileProxy): Promise<RootFile | false>;

  export class TBuffer {
    constructor(bytes: DataView, position: number, file: RootFile);
    fTagOffset: number;
    mapObject(tag: number, object: object): void;
    /** Fills `object` with the members of the class as the file's streamer infos describe them. */
    classStreamer(object: object, className: string): unknown;
  }

  /** @returns null where the bytes cannot be unpacked (the reason goes to the console) */
  export function R__unzip(bytes: DataView, size: number, silent?: boolean, shift?: number): Promise<DataView | null>;
}
