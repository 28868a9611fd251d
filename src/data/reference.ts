/**
 * References of the analysis file to data: `tt.root:nominal_Loose`, `events/*.csv`. Which files they name, which tree.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { didYouMean, nearestName } from '../config/nearestName';
import { brokenLink } from './file/brokenLink';
import { FileError } from './file/fileError';

export interface ResolvedFile {
  /** Absolute. */
  readonly path: string;
  /** Tree inside a ROOT file, where the reference names one. */
  readonly tree: string | undefined;
  /** The reference as it is written. */
  readonly reference: string;
}

/**
 * The files that a reference names, in the order of their paths.
 * @param folder where relative paths start
 * @throws FileError `file-not-found` (with the nearest name as suggestion), `unsupported-format` (remote)
 */
export async function resolveReference(folder: string, reference: string): Promise<ResolvedFile[]> {
  refuseRemote(reference);
  if (reference.trim() === '') throw new FileError('file-not-found', 'The name of a file is missing.');
  // A colon may also belong to the file's name: what exists as it is written is meant.
  const whole = resolve(folder, reference);
  if ((await look(whole)) === 'there') return [{ path: whole, tree: undefined, reference }];
  const { file, tree } = splitReference(reference);
  const path = resolve(folder, file);
  const found = await look(path);
  const pattern = /[*?[\]{}]/.test(file);
  // What is kept from us is said when it is opened; that a pattern has matches nobody knows then.
  if (found === 'there' || (found === 'forbidden' && !pattern)) return [{ path, tree, reference }];
  if (pattern) return resolveGlob(folder, file, tree, reference);
  return refuseMissing(folder, file, tree);
}

/** `file:tree` → its parts. The colon of a drive (`C:\x.root`) is not one that names a tree. */
export function splitReference(reference: string): { readonly file: string; readonly tree: string | undefined } {
  const colon = reference.lastIndexOf(':');
  const drive = /^[A-Za-z]:/.test(reference) ? 1 : -1;
  if (colon <= drive || colon === reference.length - 1) {
    return { file: colon > drive ? reference.slice(0, colon) : reference, tree: undefined };
  }
  return { file: reference.slice(0, colon), tree: reference.slice(colon + 1) };
}

function refuseRemote(reference: string): void {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):\/\//.exec(reference)?.[1];
  if (scheme === undefined) return;
  const copy =
    scheme.toLowerCase() === 'root' ? 'xrdcp' : scheme.toLowerCase() === 's3' ? 'aws s3 cp' : 'your download tool';
  throw new FileError(
    'unsupported-format',
    `Remote files (${scheme}://) are not read: copy '${reference}' here (${copy}) or mount it, and name the local path.`,
  );
}

async function resolveGlob(
  folder: string,
  file: string,
  tree: string | undefined,
  reference: string,
): Promise<ResolvedFile[]> {
  const pattern = process.platform === 'win32' ? file.replaceAll('\\', '/') : file;
  const found = await glob(pattern, { cwd: folder, absolute: true, onlyFiles: true, expandDirectories: false });
  if (found.length === 0) throw await noMatch(folder, file);
  const paths = found.map((path) => resolve(path)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return (await withoutRepetition(paths)).map((path) => ({ path, tree, reference }));
}

async function noMatch(folder: string, file: string): Promise<FileError> {
  const parts = file.split(/[\\/]/);
  const start = parts.slice(
    0,
    parts.findIndex((part) => /[*?[\]{}]/.test(part)),
  );
  const closed = await readdir(resolve(folder, start.join('/'))).then(() => false, isForbidden);
  return closed
    ? new FileError('not-permitted', `The folder '${start.join('/')}' may not be read: its permissions forbid it.`)
    : new FileError('file-not-found', `No file matches '${file}'.`);
}

/** A file that a pattern reaches by several ways, through links, has its events once: by the shortest of them. */
async function withoutRepetition(paths: readonly string[]): Promise<string[]> {
  const shortest = new Map<string, string>();
  for (const path of paths) {
    const real = await realpath(path);
    const known = shortest.get(real);
    if (known === undefined || path.length < known.length) shortest.set(real, path);
  }
  const kept = new Set(shortest.values());
  return paths.filter((path) => kept.has(path));
}

/** Finds the first part of the path that is not there, and the name beside it that was probably meant. */
async function refuseMissing(folder: string, file: string, tree: string | undefined): Promise<never> {
  let missing = file;
  while (
    dirname(missing) !== missing &&
    dirname(missing) !== '.' &&
    !(await exists(resolve(folder, dirname(missing))))
  ) {
    missing = dirname(missing);
  }
  const broken = await brokenLink(resolve(folder, missing));
  if (broken !== undefined) throw new FileError('file-not-found', broken);
  const parent = resolve(folder, dirname(missing));
  const names = await readdir(parent).catch((error: unknown) => {
    // A folder that may not be listed has no names to suggest.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  });
  const near = nearestName(basename(missing), names.sort());
  const what = missing === file ? 'file' : 'folder';
  if (near === undefined) {
    const place = isAbsolute(file) ? `'${parent}'` : dirname(missing) === '.' ? 'this folder' : `'${dirname(missing)}'`;
    throw new FileError('file-not-found', `There is no ${what} '${basename(missing)}' in ${place}.`);
  }
  const start = missing.length - basename(missing).length;
  const mended = `${file.slice(0, start)}${near}${file.slice(missing.length)}`;
  const opens = await exists(resolve(folder, mended));
  const message = `There is no ${what} '${missing}'.${didYouMean(join(dirname(missing), near))}`;
  throw new FileError(
    'file-not-found',
    message,
    opens ? (tree === undefined ? mended : `${mended}:${tree}`) : undefined,
  );
}

async function exists(path: string): Promise<boolean> {
  return (await look(path)) !== 'missing';
}

async function look(path: string): Promise<'there' | 'forbidden' | 'missing'> {
  return stat(path).then(
    () => 'there',
    (error: unknown) => (isForbidden(error) ? 'forbidden' : 'missing'),
  );
}

function isForbidden(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) throw error;
  return error.code === 'EACCES' || error.code === 'EPERM';
}
