import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  FileProxy,
  openFile as openWithJsroot,
  TBuffer,
  type RootDirectory,
  type RootFile,
  type RootKey,
} from 'jsroot/io';
import { AnalysisError } from '../../config/analysisError';
import { captureConsole } from '../consoleCapture';
import type { SourceFile } from '../eventSource';
import { damagedFile } from '../file/damagedFile';
import { openFile, readFully, readInto } from '../file/fileStamp';
import { unpack } from './rootCompression';
import type { MemberType } from './rootBranchType';
import { objects, text, type RootObject } from './rootObject';
import { withTimeLimit } from '../file/timeLimit';

/** An object that a file holds, by the path that a reference names it with. */
export interface StoredObject {
  /** `nominal_Loose`, `folder/tree`. */
  readonly path: string;
  readonly className: string;
  readonly key: RootKey;
}

/** The header of a ROOT file while it is open: directories, trees, and the objects that describe them. */
export interface RootHeader {
  readonly compression: number;
  /** In the order of the file; of several cycles only the last. */
  readonly trees: readonly StoredObject[];
  /** Histograms and whatever else there is. */
  readonly others: readonly StoredObject[];
  readObject(key: RootKey): Promise<RootObject>;
  /** The unpacked bytes of an object. */
  readBytes(key: RootKey): Promise<Uint8Array>;
  readRange(position: number, length: number): Promise<Uint8Array>;
  /** The C++ type of a member of a class, where the file describes it. */
  readonly memberType: MemberType;
}

/**
 * Opens a ROOT file, hands its header over, and closes it.
 * @throws AnalysisError `damaged-file` whatever is wrong inside, also where nothing happens for ten seconds
 */
export async function withRootHeader<Result>(
  file: SourceFile,
  use: (header: RootHeader) => Promise<Result>,
): Promise<Result> {
  const handle = await openFile(file.path);
  try {
    await requireWhole(handle, file);
    const bytes = new Bytes(handle, file);
    const work = async (): Promise<Result> => use(await readHeader(bytes));
    // What jsroot complains about on the console either makes it fail, or concerns classes that we do not read.
    const { result } = await captureConsole(() => bytes.watch(work));
    return result;
  } catch (error) {
    throw damagedFile(error, file);
  } finally {
    await handle.close();
  }
}

async function readHeader(bytes: Bytes): Promise<RootHeader> {
  const root = await openWithJsroot(bytes);
  if (root === false) throw new Error('no header');
  const trees: StoredObject[] = [];
  const others: StoredObject[] = [];
  await listKeys(root, root, '', trees, others);
  const readBytes = async (key: RootKey): Promise<Uint8Array> => {
    const position = Number(key.fSeekKey) + key.fKeylen;
    const stored = await bytes.read(position, key.fNbytes - key.fKeylen);
    // An object cannot be larger than what zlib could possibly unpack from its bytes.
    if (!(key.fObjlen > 0) || key.fObjlen > 1100 * stored.length) throw new Error(`size of '${key.fName}'`);
    return key.fObjlen > stored.length ? unpack(stored, key.fObjlen) : stored;
  };
  return {
    compression: root.fCompress,
    trees,
    others,
    memberType: (className, checksum, id) => memberType(root, className, checksum, id),
    readBytes,
    readRange: (position, length) => bytes.read(position, length),
    readObject: async (key) => {
      const buffer = new TBuffer(viewOf(await readBytes(key)), 0, root);
      buffer.fTagOffset = key.fKeylen;
      const object: RootObject = {};
      buffer.mapObject(1, object);
      withTimeLimit(() => buffer.classStreamer(object, key.fClassName));
      return object;
    },
  };
}

function memberType(root: RootFile, className: string, checksum: number, id: number): string | undefined {
  const described = objects({ fStreamerInfos: root.fStreamerInfos }, 'fStreamerInfos').filter(
    (info) => info !== undefined && text(info, 'fName') === className,
  );
  // Of several versions of a class the one that the branch was written with.
  const info = described.find((each) => each?.['fCheckSum'] === checksum) ?? described[0];
  const element = info && objects(info, 'fElements')[id];
  return element && text(element, 'fTypeName');
}

const treeClasses: readonly string[] = ['TTree', 'TNtuple', 'TNtupleD', 'ROOT::RNTuple', 'ROOT::Experimental::RNTuple'];
const deepestFolder = 8;

async function listKeys(
  root: RootFile,
  directory: RootDirectory,
  prefix: string,
  trees: StoredObject[],
  others: StoredObject[],
  depth = 0,
): Promise<void> {
  const latest = new Map<string, RootKey>();
  for (const key of directory.fKeys) {
    const known = latest.get(key.fName);
    if (known === undefined || key.fCycle > known.fCycle) latest.set(key.fName, key);
  }
  for (const key of latest.values()) {
    const path = `${prefix}${key.fName}`;
    if (treeClasses.includes(key.fClassName)) {
      trees.push({ path, className: key.fClassName, key });
    } else if (key.fClassName.startsWith('TDirectory') && depth < deepestFolder) {
      await listKeys(root, await root.readDirectory(path), `${path}/`, trees, others, depth + 1);
    } else if (key.fName !== 'StreamerInfo') {
      others.push({ path, className: key.fClassName, key });
    }
  }
}

/** Compares the length that the header states with that of the file: the one damage that is easy to name. */
async function requireWhole(handle: FileHandle, file: SourceFile): Promise<void> {
  const header = Buffer.alloc(64);
  const filled = await readInto(handle, file.path, header, 0);
  if (filled < 64 || header.toString('latin1', 0, 4) !== 'root') throw new Error('its header is incomplete');
  const large = header.readUInt32BE(4) >= 1_000_000;
  const end = large ? Number(header.readBigUInt64BE(12)) : header.readUInt32BE(12);
  if (end > file.size) {
    throw new AnalysisError(
      'damaged-file',
      `'${basename(file.path)}' is truncated: it has ${file.size} of ${end} bytes. Copy or write it again.`,
    );
  }
  await requireStreamerInfo(handle, file, header, large);
}

/** The class descriptions are verified with their checksum, so that jsroot never sees broken ones. */
async function requireStreamerInfo(
  handle: FileHandle,
  file: SourceFile,
  header: Buffer,
  large: boolean,
): Promise<void> {
  const position = large ? Number(header.readBigUInt64BE(45)) : header.readUInt32BE(37);
  const length = header.readUInt32BE(large ? 53 : 41);
  if (position <= 0 || position + length > file.size || length < 26)
    throw new Error('its class descriptions are missing');
  const key = await readFully(handle, file.path, position, length);
  const size = key.readInt32BE(6);
  const keyLength = key.readInt16BE(14);
  if (keyLength < 26 || keyLength > length || size <= 0 || size > 1100 * length)
    throw new Error('its class descriptions');
  if (size > length - keyLength) await unpack(key.subarray(keyLength), size);
}

const silenceMilliseconds = 10_000;

/** The file as jsroot reads it: ranges of bytes, within bounds, and a watch over whether anything happens at all. */
class Bytes extends FileProxy {
  private lastRead = Date.now();

  constructor(
    private readonly handle: FileHandle,
    private readonly file: SourceFile,
  ) {
    super();
  }

  override openFile(): Promise<boolean> {
    return Promise.resolve(true);
  }

  override getFileName(): string {
    return basename(this.file.path);
  }

  override getFileSize(): number {
    return this.file.size;
  }

  override async readBuffers(places: readonly number[]): Promise<DataView[]> {
    const views: DataView[] = [];
    for (let index = 0; index + 1 < places.length; index += 2) {
      const position = places[index] ?? 0;
      // jsroot reads the first bytes in pieces of at least 300 and 400, also of smaller files.
      const length = index === 0 ? Math.min(places[1] ?? 0, this.file.size - position) : (places[index + 1] ?? 0);
      views.push(viewOf(await this.read(position, length)));
    }
    return views;
  }

  /** @throws Error where the range is not inside the file */
  async read(position: number, length: number): Promise<Uint8Array> {
    if (!(position >= 0 && length > 0 && position + length <= this.file.size)) {
      throw new Error(`it points to bytes ${position} to ${position + length}, which do not exist`);
    }
    this.lastRead = Date.now();
    const bytes = await readFully(this.handle, this.file.path, position, length);
    this.lastRead = Date.now();
    return bytes;
  }

  /** Lets work run as long as it reads now and then: a promise that nobody keeps becomes an error. */
  async watch<Result>(work: () => Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setInterval(() => {
        if (Date.now() - this.lastRead > silenceMilliseconds) reject(new Error('reading it came to a halt'));
      }, 500);
    });
    try {
      return await Promise.race([work(), silence]);
    } finally {
      clearInterval(timer);
    }
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
