import { isAlias, isMap, isScalar } from 'yaml';
import type { ConfigPath } from './analysis';
import type { Problem } from './problem';
import { isMergeKey, spanOf, type Entry, type YamlNode, type YamlSource } from './yamlSource';

/** A YAML value as plain data; maps have no prototype, so that any name is safe in them. */
export type PlainValue = null | boolean | number | string | PlainValue[] | PlainMap;
export interface PlainMap {
  [name: string]: PlainValue;
}

/** No analysis needs more values than this, aliases written out: beyond it, someone repeats to exhaust memory. */
const maximumValues = 200_000;
const maximumDepth = 50;

/**
 * The whole file as plain data, aliases and merge keys written out; what cannot be (a second key of the same name, an
 * alias of nothing, one that contains itself) is left out and reported.
 */
export function plainValue(source: YamlSource): {
  readonly value: PlainValue;
  readonly problems: readonly Problem[];
  /** What was left out, though it stands in the file. */
  readonly leftOut: readonly ConfigPath[];
} {
  const problems: Problem[] = [];
  const leftOut: ConfigPath[] = [];
  const open = new Set<YamlNode>();
  let count = 0;
  let exhausted = false;

  const report = (problem: Pick<Problem, 'code' | 'message'>, node: YamlNode, extra: Partial<Problem> = {}): void => {
    problems.push({ severity: 'error', range: source.rangeOf(source.firstLine(spanOf(node))), ...problem, ...extra });
  };

  const convert = (node: YamlNode | undefined, path: ConfigPath): PlainValue | undefined => {
    if (node === undefined) return null;
    if (exhausted) return undefined;
    if (++count > maximumValues || path.length > maximumDepth) {
      exhausted = true;
      const what = count > maximumValues ? 'Aliases repeat this too often' : 'This is nested too deeply';
      report({ code: 'config/syntax', message: `${what} for an analysis file.` }, node);
      return undefined;
    }
    if (isAlias(node)) {
      const target = source.target(node);
      if (target === undefined || open.has(target)) {
        const message =
          target === undefined
            ? `No anchor '&${node.source}' stands before this alias.`
            : `The alias '*${node.source}' stands inside of what it repeats.`;
        report({ code: 'config/syntax', message }, node);
        return undefined;
      }
      return convert(target, path);
    }
    if (isScalar(node)) return plainScalar(node.value, node.source);
    open.add(node);
    const entries = source.entries(node);
    const value = isMap(node) ? map(entries, path) : list(entries, path);
    open.delete(node);
    return value;
  };

  const list = (entries: readonly Entry[], path: ConfigPath): PlainValue =>
    entries.map((entry) => {
      const inner = [...path, entry.name];
      const value = convert(entry.value, inner);
      if (value === undefined) leftOut.push(inner);
      return value ?? null;
    });

  const map = (entries: readonly Entry[], path: ConfigPath): PlainMap => {
    const result = emptyMap();
    const first = new Map<string, Entry>();
    for (const entry of entries) {
      if (exhausted) break;
      if (entry.key === undefined || isMergeKey(entry)) continue;
      const name = String(entry.name);
      const before = first.get(name)?.key;
      if (before !== undefined) {
        report(
          { code: 'config/duplicate-key', message: `'${name}' is written twice here: keep one of them.` },
          entry.key,
          {
            related: [{ range: source.rangeOf(spanOf(before)), message: `'${name}' is already here.` }],
          },
        );
        continue;
      }
      first.set(name, entry);
      if (name === '__proto__') {
        report({ code: 'config/value', message: `'__proto__' cannot be used as a name: choose another.` }, entry.key);
        continue;
      }
      const value = convert(entry.value, [...path, name]);
      if (value === undefined) leftOut.push([...path, name]);
      else result[name] = value;
    }
    merge(entries, path, result);
    return result;
  };

  const merge = (entries: readonly Entry[], path: ConfigPath, into: PlainMap): void => {
    for (const entry of entries) {
      if (!isMergeKey(entry) || entry.value === undefined) continue;
      const value = convert(entry.value, path);
      for (const one of Array.isArray(value) ? value : [value]) {
        if (isPlainMap(one)) {
          for (const [name, inner] of Object.entries(one)) if (!Object.hasOwn(into, name)) into[name] = inner;
        } else if (one !== undefined) {
          report({ code: 'config/syntax', message: `'<<' takes a map, or a list of maps, to copy from.` }, entry.value);
        }
      }
    }
  };

  return { value: convert(source.root, []) ?? null, problems, leftOut };
}

export function isPlainMap(value: PlainValue | undefined): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function emptyMap(): PlainMap {
  const map: PlainMap = {};
  Object.setPrototypeOf(map, null);
  return map;
}

function plainScalar(value: unknown, source: string | undefined): PlainValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return source ?? null;
}
