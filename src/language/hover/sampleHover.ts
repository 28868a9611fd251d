import type { Model, Sample, WorkingPoint } from '../../config/analysis';
import { count, percent, plain } from '../../checks/wording';
import type { HistogramFigure } from '../../report/figure';
import type { Target } from '../../report/report';
import type { Knowledge } from '../knowledge';
import { say, type Words } from '../words';
import type { Block } from './markdown';
import { firstOf, histogramOf, movesMost, outcomesOf } from './measured';
import { changeOf, numberOf, percentOf, valueOf } from './numbers';
import { pictureOf, width } from './picture';

/** Events, weights, what they are worth, and how its score is distributed. */
export function sampleBlocks({ name }: Sample, { report }: Knowledge, words: Words): readonly Block[] {
  const outcomes = outcomesOf(report, (target) => target.sample === name && target.nuisance === undefined);
  const ofSample = outcomes.filter(({ code }) => code === 'data/negative-weights' || code === 'data/low-statistics');
  const number = (key: string): number | undefined => {
    const found = firstOf(ofSample, key);
    return found === undefined ? undefined : valueOf(found);
  };
  const rows: string[][] = [];
  const add = (label: string, value: string | undefined): void => {
    if (value !== undefined) rows.push([label, value]);
  };
  const events = number('events');
  const before = number('eventsBeforeSelection');
  if (events !== undefined) {
    const all =
      before === undefined || before === events
        ? count(events)
        : say(words, 'selectedOf', count(events), count(before));
    add(words.selectedEvents, all);
  }
  const shown = (value: number | undefined, format: (value: number) => string): string | undefined =>
    value === undefined ? undefined : format(value);
  add(words.sumWeights, shown(number('sumWeights'), plain));
  add(words.effectiveEvents, shown(number('effectiveEvents'), count));
  add(words.negativeFraction, shown(number('negativeFraction'), percent));
  for (const { target, evidence } of outcomes) {
    const mean = evidence['meanScore'];
    if (target.feature !== undefined || mean === undefined || evidence['minimumScore'] === undefined) continue;
    add(say(words, 'meanScore', modelName(target.model)), numberOf(mean));
  }
  return [{ kind: 'title', name, what: words.sample }, ...table(rows), ...scoreOf(name, { report }, words)];
}

/** The score of a sample: where it is applied against nominal, otherwise alone. */
function scoreOf(sample: string, { report }: Pick<Knowledge, 'report'>, words: Words): readonly Block[] {
  const applied = histogramOf(report, ({ id, target }) => id.startsWith('shift/score/') && target.sample === sample);
  const varied = histogramOf(report, ({ id, target }) => id.startsWith('score/') && target.sample === sample);
  if (applied !== undefined) return [picture(applied, words, 'fractionOfWeights')];
  const nominal = varied?.series.find(({ role }) => role === 'nominal');
  if (varied === undefined || nominal === undefined) return [];
  const { ratio: _ratio, ...alone } = varied;
  return [picture({ ...alone, title: sample, series: [{ ...nominal, label: sample }] }, words, 'weightPerBin')];
}

export function picture(figure: HistogramFigure, words: Words, y: 'fractionOfWeights' | 'weightPerBin'): Block {
  const { svg, height } = pictureOf(figure, { y: words[y], ratio: words.ratio });
  return { kind: 'picture', svg, alt: figure.title, width, height };
}

export function table(rows: readonly (readonly string[])[], head: readonly string[] = ['', '']): readonly Block[] {
  return rows.length === 0 ? [] : [{ kind: 'table', head, rows }];
}

/** Efficiencies of a working point, and what moves them most. */
export function workingPointBlocks(
  { name, threshold }: WorkingPoint,
  model: string,
  { report }: Knowledge,
  words: Words,
): readonly Block[] {
  const outcomes = outcomesOf(
    report,
    (target) => target.workingPoint === name && target.model === model && target.nuisance === undefined,
  );
  const rows = outcomes.flatMap(({ target, evidence, code }) => {
    const efficiency = evidence['efficiency'];
    return code !== 'model/output' || efficiency === undefined
      ? []
      : [[groupName(target, words), percentOf(efficiency)]];
  });
  const most = movesMost(report, model, name);
  const moved =
    most &&
    say(
      words,
      'movedMost',
      `${most.nuisance} ${say(words, sideWord(most.side))}`,
      groupName(most.of, words),
      changeOf(most.ratio),
    );
  return [
    { kind: 'title', name, what: words.workingPoint },
    { kind: 'text', text: say(words, 'passesFrom', plain(threshold)) },
    ...table(rows, ['', words.efficiency]),
    ...(moved === undefined ? [] : [{ kind: 'text' as const, text: moved }]),
  ];
}

/** A model: its separation, and its efficiencies. */
export function modelBlocks(
  { name, files, features }: Model,
  { report, facts }: Knowledge,
  words: Words,
): readonly Block[] {
  const outcomes = outcomesOf(report, (target) => target.model === name && target.nuisance === undefined);
  const auc = outcomes.find(({ code, evidence }) => code === 'model/output' && evidence['auc'] !== undefined)?.evidence[
    'auc'
  ];
  const sigma = outcomes.find(({ code }) => code === 'inference/precision')?.evidence['sigma'];
  const rows = outcomes.flatMap(({ code, target, evidence }) => {
    const efficiency = evidence['efficiency'];
    if (code !== 'model/output' || efficiency === undefined || target.workingPoint === undefined) return [];
    return [[say(words, 'efficiencyOf', groupName(target, words), target.workingPoint), percentOf(efficiency)]];
  });
  const [first] = files;
  const header = first && facts.model(first.text);
  return [
    { kind: 'title', name, what: words.model },
    { kind: 'text', text: files.map(({ text }) => text).join(', ') },
    ...table([
      ...(header?.ok === true && header.producer !== '' ? [[words.producer, header.producer]] : []),
      [words.feature, features.map(({ text }) => text).join(', ')],
      ...(auc === undefined ? [] : [[words.auc, numberOf(auc)]]),
      ...(sigma === undefined ? [] : [[words.fitUncertainty, numberOf(sigma)]]),
      ...rows,
    ]),
  ];
}

/** `tt`, or `class 1` where several samples make it up. */
export function groupName({ sample, class: label }: Pick<Target, 'sample' | 'class'>, words: Words): string {
  return sample ?? (label === undefined ? words.eventsOf : say(words, 'classNumber', String(label)));
}

export function sideWord(side: string): 'up' | 'down' | 'alternative' | 'cross-check' | 'sigma' {
  return side === 'up' || side === 'down' || side === 'alternative' || side === 'sigma' ? side : 'cross-check';
}

/** The one model under `model:` needs no name. */
function modelName(model: string | undefined): string {
  return model === undefined || model === 'model' ? '' : model;
}
