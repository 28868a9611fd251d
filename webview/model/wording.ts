/** What a model's header says, in the words of the page. */
import type { ModelFacts, TensorInfo, WeightFile } from '../../src/model/modelFacts';
import { l10n } from '../l10n';

/** `[batch, 3]`, with `?` for a dimension of which nothing is said; empty for what has no shape. */
export function formatShape({ shape }: Pick<TensorInfo, 'shape'>): string {
  return shape.length === 0 ? '' : `[${shape.map((dimension) => dimension ?? '?').join(', ')}]`;
}

/** `13, ai.onnx.ml 3`: ONNX's own operator set goes without its name. */
export function formatOpsets(opsets: ModelFacts['opsets']): string {
  return Object.entries(opsets)
    .sort(([a], [b]) => Number(isOwn(b)) - Number(isOwn(a)))
    .map(([domain, version]) => (isOwn(domain) ? String(version) : `${domain} ${version}`))
    .join(', ');
}

/** `2,489 bytes`, `1.23 MB`: powers of 1000, three digits. */
export function formatBytes(bytes: number): string {
  if (bytes < 10_000) return bytes === 1 ? l10n.t('1 byte') : l10n.t('{0} bytes', formatCount(bytes));
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3 + 1e-12));
  const value = Number((bytes / 1000 ** power).toPrecision(3));
  // 999.6 kB is 1 MB.
  const carried = value >= 1000 && power < units.length;
  return `${carried ? value / 1000 : value} ${units[power - 1 + Number(carried)] ?? ''}`;
}

/** `6,632` */
export function formatCount(count: number): string {
  return count.toLocaleString('en-GB');
}

/** `22 Nov 2025, 02:05`, in the time of whoever reads it. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

/** What a file with weights is like: there, missing or too short. */
export function formatWeights({ size, needed }: WeightFile): string {
  if (size === undefined) return l10n.t('missing');
  return size < needed ? l10n.t('cut short: {0}', formatBytes(size)) : formatBytes(size);
}

/** The first of many names, and how many more there are. */
export function formatSome(names: readonly (string | number)[], most: number): string {
  const more = names.length - most;
  const first = names.slice(0, most).join(', ');
  return more > 0 ? l10n.t('{0} and {1} more', first, formatCount(more)) : first;
}

function isOwn(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}
