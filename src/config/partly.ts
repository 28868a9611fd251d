/** Reading a value of which only a part is valid. */
import type { ConfigPath, FileReference } from './analysis';
import type { AnalysisText } from './grammar';

/** What is left of a valid value after its wrong parts were taken out: every key may be missing. */
export type Partly<T> = T extends readonly unknown[]
  ? { readonly [K in keyof T]: Partly<T[K]> | null }
  : T extends object
    ? { readonly [K in keyof T]?: Partly<T[K]> | undefined }
    : T;

export type AnalysisPart = Partly<AnalysisText>;

/** One path, or a list of them. */
export function referencesOf(part: string | readonly (string | null)[] | undefined, path: ConfigPath): FileReference[] {
  return typeof part === 'string' ? [reference(part, path)] : listOf(part, path, reference);
}

export function reference(text: string, path: ConfigPath): FileReference {
  return { text, path };
}

/** @param read is given the path of each entry, and its name */
export function mapOf<T, R>(
  part: Readonly<Record<string, T | undefined>> | undefined,
  path: ConfigPath,
  read: (value: T, path: ConfigPath, name: string) => R,
): Map<string, R> {
  const result = new Map<string, R>();
  for (const [name, value] of Object.entries(part ?? {})) {
    if (value !== undefined) result.set(name, read(value, [...path, name], name));
  }
  return result;
}

/** Entries that were taken out leave no gap, but the others keep their paths. */
export function listOf<T, R>(
  part: readonly (T | null)[] | undefined,
  path: ConfigPath,
  read: (value: T, path: ConfigPath) => R,
): R[] {
  return (part ?? []).flatMap((value, index) => (value === null ? [] : [read(value, [...path, index])]));
}

/** `Array.isArray` does not tell a read-only list from what else may stand there. */
export function isList<T>(part: T): part is Extract<T, readonly unknown[]> {
  return Array.isArray(part);
}
