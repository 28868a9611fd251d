import type { ConfigPath } from '../../config/analysis';

/** Whether `path` is `ancestor` or lies below it. */
export function within(path: ConfigPath, ancestor: ConfigPath): boolean {
  return ancestor.length <= path.length && ancestor.every((key, depth) => path[depth] === key);
}

const named: Readonly<Record<string, string>> = {
  samples: 'sample',
  models: 'model',
  nuisances: 'nuisance',
  application: 'application',
};

const whole: Readonly<Record<string, string>> = {
  ...named,
  samples: 'samples',
  models: 'models',
  nuisances: 'nuisances',
  model: 'model',
  nominal: 'nominal',
  protected: 'protected variables',
  pulls: 'pulls',
  learned: 'what is learned',
};

/** What a path stands in, in words: `nuisance pileup`; `undefined` where that is the whole file. */
export function describePath(path: ConfigPath): string | undefined {
  const [section, name] = path;
  if (typeof section !== 'string') return undefined;
  const kind = named[section];
  if (kind !== undefined && typeof name === 'string') return `${kind} ${name}`;
  return whole[section];
}
