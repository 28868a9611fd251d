import type { Nuisance } from '../../config/analysis';
import { percent } from '../../checks/wording';
import type { Knowledge } from '../knowledge';
import { say, type Words } from '../words';
import type { Block } from './markdown';
import { histogramOf, movedBy, outcomesOf, type Moved } from './measured';
import { changeOf } from './numbers';
import { quantityRows } from './quantities';
import { groupName, picture, sideWord, table } from './sampleHover';

/** Rows that a hover has room for: those of the first classes and working points. */
const mostRows = 12;

/** What it moves: yield and efficiencies of each class, by each side. */
export function nuisanceBlocks({ name, kind, size }: Nuisance, { report }: Knowledge, words: Words): readonly Block[] {
  const moved = movedBy(report, name);
  const sides = [...new Set(moved.flatMap((one) => [...one.sides.keys()]))];
  const models = new Set(moved.flatMap(({ of }) => of.model ?? []));
  const rows = moved.slice(0, mostRows).map(({ of, sides: ratios }) => [
    rowName(of, models.size > 1, words),
    ...sides.map((side) => {
      const ratio = ratios.get(side);
      return ratio === undefined ? '–' : changeOf(ratio);
    }),
  ]);
  const outcomes = outcomesOf(report, (target) => target.nuisance === name);
  const severalModels = new Set(outcomes.flatMap(({ target }) => target.model ?? [])).size > 1;
  const further = quantityRows(outcomes, severalModels, words).slice(0, mostRows);
  const figures = report?.figures.filter((one) => one.kind === 'histogram' && one.target.nuisance === name) ?? [];
  const figure = histogramOf(report, (one) => one === figures[0]);
  const declared = size === undefined ? kind : `${kind}, ${percent(size.value)}`;
  return [
    { kind: 'title', name, what: `${words.nuisance} (${declared})` },
    ...(figure === undefined ? [] : [picture(figure, words, 'weightPerBin')]),
    ...table(rows, ['', ...sides.map((side) => words[sideWord(side)])]),
    ...table(further),
  ];
}

function rowName(of: Moved['of'], severalModels: boolean, words: Words): string {
  const group = groupName(of, words);
  if (of.workingPoint === undefined) return say(words, 'yieldOf', group);
  return severalModels
    ? say(words, 'efficiencyOfModel', group, of.workingPoint, of.model ?? '')
    : say(words, 'efficiencyOf', group, of.workingPoint);
}
