import type { Analysis, ConfigPath } from '../../config/analysis';
import { count, percent, plain, pText } from '../../checks/wording';
import { samplesBehind } from '../columnSources';
import type { Knowledge } from '../knowledge';
import { say, type Words } from '../words';
import type { Block } from './markdown';
import { histogramOf, outcomesOf } from './measured';
import { numberOf, valueOf } from './numbers';
import { picture, table } from './sampleHover';

/** A feature: how it is distributed where the model is applied, against where it was trained. */
export function featureBlocks(text: string, { report }: Knowledge, words: Words): readonly Block[] {
  const feature = text.trim();
  const outcomes = outcomesOf(report, (target) => target.feature === feature);
  const rows: string[][] = [];
  const missing = outcomes.flatMap(({ target, evidence }) => {
    const fraction = evidence['missingFraction'];
    return fraction === undefined || target.sample === undefined ? [] : [{ sample: target.sample, fraction }];
  });
  for (const { code, target, evidence } of outcomes) {
    const { wasserstein, meanShift, adjustedPValue } = evidence;
    if (code !== 'shift/feature' || target.sample === undefined || wasserstein === undefined) continue;
    const p = adjustedPValue === undefined ? '' : `, ${pText(valueOf(adjustedPValue))}`;
    rows.push([say(words, 'wasserstein', target.sample), `${numberOf(wasserstein)} σ${p}`]);
    if (meanShift !== undefined) rows.push([say(words, 'meanShift', target.sample), `${plain(valueOf(meanShift))} σ`]);
  }
  const worst = missing.toSorted((a, b) => valueOf(b.fraction) - valueOf(a.fraction))[0];
  if (worst !== undefined) {
    const fraction = valueOf(worst.fraction);
    rows.push([words.missingFraction, fraction === 0 ? '0 %' : `${percent(fraction)} (${worst.sample})`]);
  }
  const figure =
    histogramOf(report, ({ id, target }) => id.startsWith('shift/feature/') && target.feature === feature) ??
    histogramOf(report, ({ target }) => target.feature === feature);
  return [
    { kind: 'title', name: feature, what: words.feature },
    ...table(rows),
    ...(figure === undefined ? [] : [picture(figure, words, 'fractionOfWeights')]),
  ];
}

/** A column: its type, in which of the files behind an expression it is. */
export function columnBlocks(
  name: string,
  path: ConfigPath,
  analysis: Analysis,
  { facts }: Knowledge,
  words: Words,
  hasTitle: boolean,
): readonly Block[] {
  const types = new Map<string, Set<string>>();
  for (const sample of samplesBehind(path, analysis)) {
    for (const { text } of [...sample.files, ...(sample.friends ?? [])]) {
      const known = facts.data(text);
      const column = known?.ok === true ? known.columns.find((one) => one.name === name) : undefined;
      if (column === undefined) continue;
      const files = types.get(column.type) ?? new Set();
      types.set(column.type, files.add(text));
    }
  }
  const lines = [...types].map(([type, files]): Block => {
    const [first = ''] = files;
    const where = files.size === 1 ? first : say(words, 'inFiles', count(files.size));
    return { kind: 'text', text: say(words, 'type', type, where) };
  });
  return hasTitle ? [{ kind: 'title', name, what: words.column }, ...lines] : lines;
}
