/** Templates of a model's score, from what was measured: each process at nominal and with each nuisance of the fit. */
import type { Inference, ProcessName } from '../../config/inferenceSection';
import type { Nuisance, Variation } from '../../config/analysis';
import type { Process, Shift, SideNoise, TemplateNuisance, Templates } from '../../inference/templates';
import { mirrored } from '../../inference/templates';
import { gridOf, rounded, spreadOf, standInFor, type NuisanceSide } from '../../config/nuisanceSides';
import { fittedNuisances, type Hypothesis } from '../../config/toldFits';
import type { BinSums } from '../../profile/profile';
import { rebin, type Contrast } from '../../stats/contrast';
import type { ClassLabel, MeasuredModel, Measurements, NamedVariation } from '../measurements';
import { sideNoise } from './sideNoise';

export interface ScoreTemplates {
  readonly templates: Templates;
  /** First bin of the score that lies in each bin of the templates. */
  readonly firstBins: readonly number[];
  /** Lower edge of each bin of the templates; −∞ for the first. */
  readonly lowerEdges: readonly number[];
  /** Events (not weights) of each bin of each process. */
  readonly counts: readonly Float64Array[];
  /** Nuisances of which a side was mirrored, as there is only the other one. */
  readonly mirrored: readonly string[];
  /** Nuisances with samples that hold no event of a process: they say nothing of it. */
  readonly incomplete: readonly { readonly nuisance: string; readonly process: string; readonly sample: string }[];
  /** What was counted, where there is a sample of data. */
  readonly data: Float64Array | undefined;
  /** Of each process, events that have the hypothesised value of the nuisance, where there are such. */
  readonly own: readonly Pick<Process, 'contents' | 'squares'>[] | undefined;
}

/** Events of one class of one nominal sample. */
interface Part {
  readonly sample: string;
  readonly label: ClassLabel;
}

interface ProcessParts {
  readonly process: ProcessName;
  readonly signal: boolean;
  readonly parts: readonly Part[];
}

/** Processes with no event that the model scores are told by their names; then there are no templates. */
export function emptyProcesses(measured: Measurements, inference: Inference): ProcessName[] {
  return processesOf(measured, inference).flatMap(({ process, parts }) => (parts.length === 0 ? [process] : []));
}

/** Events that two processes claim. */
export function sharedEvents(measured: Measurements, inference: Inference): readonly ProcessName[] {
  const seen = new Set<string>();
  return processesOf(measured, inference).flatMap(({ process, parts }) => {
    const keys = parts.map(({ sample, label }) => JSON.stringify([sample, label ?? null]));
    const shared = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return shared ? [process] : [];
  });
}

/**
 * @param hypothesis what the model is told, where it is told the value of a nuisance of the fit; elsewhere than at nominal
 * templates come without their errors
 */
export function scoreTemplates(
  measured: Measurements,
  inference: Inference,
  model: MeasuredModel,
  hypothesis?: Hypothesis,
): ScoreTemplates {
  const processes = processesOf(measured, inference);
  const fine = processes.map(({ parts }) => nominalOf(measured, model, parts, hypothesis?.nominal));
  const groups = balancedBins(
    fine.map(({ contents }, index) => ({ contents, signal: processes[index]!.signal })),
    inference.bins,
  );
  const bins = groups[groups.length - 1]! + 1;
  const firstBins = Array.from({ length: bins }, (_, bin) => groups.indexOf(bin));
  const mirroredNames = new Set<string>();
  const incomplete: { nuisance: string; process: string; sample: string }[] = [];
  const nominal = fine.map(({ contents }) => grouped(contents, groups, bins));
  const nuisances = fittedNuisances(measured.analysis, inference).map((nuisance): TemplateNuisance => {
    const prior = nuisance.continuous?.prior;
    const isFlat = prior?.text.startsWith('uniform') === true;
    return {
      name: nuisance.name,
      ...(isFlat && { range: { low: -Math.sqrt(3), high: Math.sqrt(3) } }),
      shifts: processes.map(({ process, parts }, index) => {
        if (nuisance === hypothesis?.nuisance && hypothesis.own !== undefined && hypothesis.sigmas !== 0)
          return undefined;
        const missing = missingStandIn(measured, nuisance, parts);
        if (missing !== undefined) {
          incomplete.push({ nuisance: nuisance.name, process: process.text, sample: missing });
          return undefined;
        }
        const { shift, isMirrored } = shiftOf(
          { measured, model, parts, hypothesis, groups, bins },
          nuisance,
          nominal[index]!,
        );
        if (shift !== undefined && isMirrored) mirroredNames.add(nuisance.name);
        return shift;
      }),
    };
  });
  return {
    templates: {
      bins,
      processes: processes.map(({ process, signal }, index) => ({
        name: process.text,
        signal,
        contents: nominal[index]!,
        squares: grouped(fine[index]!.squares, groups, bins),
      })),
      nuisances,
    },
    firstBins,
    lowerEdges: firstBins.map((first) => (first === 0 ? -Infinity : model.edges.edges[first - 1]!)),
    counts: fine.map(({ counts }) => grouped(counts, groups, bins)),
    mirrored: [...mirroredNames],
    incomplete,
    own:
      hypothesis?.own &&
      processes.map(({ parts }) => {
        const { contents, squares: ofWeights } = nominalOf(measured, model, parts, hypothesis.own);
        return { contents: grouped(contents, groups, bins), squares: grouped(ofWeights, groups, bins) };
      }),
    data: dataOf(measured, inference, model, hypothesis, groups, bins),
  };
}

/** Mean score of each bin of the templates: of all processes together, at the middles of the bins of the score. */
export function meanScores(
  measured: Measurements,
  model: MeasuredModel,
  { firstBins, templates }: ScoreTemplates,
): Float64Array {
  return meansOver(measured.positions(model), measured, model, { firstBins, templates });
}

/**
 * @param values of a function of the score, in each of its bins
 * @returns its mean in each bin of the templates, all nominal events together
 */
export function meansOver(
  values: Float64Array,
  measured: Measurements,
  model: MeasuredModel,
  { firstBins, templates }: Pick<ScoreTemplates, 'firstBins' | 'templates'>,
): Float64Array {
  const contents =
    measured.nominal('scores', model.index, 'all')?.histogram.sumWeights ?? new Float64Array(values.length);
  return Float64Array.from({ length: templates.bins }, (_, bin) => {
    const [from, to] = [firstBins[bin]!, firstBins[bin + 1] ?? values.length];
    let [sum, weighted] = [0, 0];
    for (let one = from; one < to; one++) {
      // A function of the score need not be finite where there are no events.
      if (contents[one] === 0) continue;
      sum += contents[one]!;
      weighted += contents[one]! * values[one]!;
    }
    return sum > 0 ? weighted / sum : (values[from]! + values[to - 1]!) / 2;
  });
}

function processesOf(measured: Measurements, { signal, background }: Inference): ProcessParts[] {
  const partsOf = (process: ProcessName): Part[] =>
    measured
      .nominalSamples()
      .filter(({ name }) => process.kind === 'class' || name === process.sample)
      .flatMap(({ name, profile }) =>
        profile.classes
          .filter(({ label }) => process.kind === 'sample' || label === process.label)
          .map(({ label }) => ({ sample: name, label })),
      );
  return [
    ...signal.map((process) => ({ process, signal: true, parts: partsOf(process) })),
    ...background.map((process) => ({ process, signal: false, parts: partsOf(process) })),
  ];
}

function nominalOf(
  measured: Measurements,
  model: MeasuredModel,
  parts: readonly Part[],
  variation: Variation | undefined,
) {
  const { bins } = model.binning;
  const sums = { contents: new Float64Array(bins), squares: new Float64Array(bins), counts: new Float64Array(bins) };
  for (const part of parts) {
    const histogram = histogramOf(measured, model, part, variation);
    histogram?.sumWeights.forEach((content, bin) => (sums.contents[bin]! += content));
    histogram?.sumWeights2.forEach((square, bin) => (sums.squares[bin]! += square));
    histogram?.counts.forEach((count, bin) => (sums.counts[bin]! += count));
  }
  return sums;
}

/** The score of one class of a sample, nominal or in a variation of it. */
function histogramOf(
  measured: Measurements,
  { index }: MeasuredModel,
  { sample, label }: Part,
  variation?: Variation,
): BinSums | undefined {
  const standIn = variation === undefined ? { sample, variation: undefined } : standInFor(sample, variation);
  const classes =
    standIn.variation === undefined
      ? measured.sample(standIn.sample).classes
      : measured.profiles.variations.get(standIn.sample)?.get(standIn.variation)?.classes;
  return classes?.find((one) => one.label === label)?.scores[index]?.histogram;
}

/**
 * For each bin of the score the bin of the templates it goes to: as many as asked, each with the same part of the signal
 * and the background together, both scaled to one. Signal and background are then resolved alike (TransfoD of TRExFitter
 * is of this kind), and no bin has neither.
 */
function balancedBins(
  processes: readonly { readonly contents: Float64Array; readonly signal: boolean }[],
  asked: number,
): Int32Array {
  const [first] = processes;
  const bins = first?.contents.length ?? 0;
  const share = new Float64Array(bins);
  for (const signal of [true, false]) {
    const sums = new Float64Array(bins);
    for (const one of processes) {
      if (one.signal === signal) one.contents.forEach((content, bin) => (sums[bin]! += content));
    }
    const total = sums.reduce((all, content) => all + content, 0);
    if (total > 0) sums.forEach((content, bin) => (share[bin]! += content / total / 2));
  }
  const groups = new Int32Array(bins);
  let before = 0;
  let target = 1 / asked;
  let group = 0;
  let started = false;
  for (let bin = 0; bin < bins; bin++) {
    // A bin of the score that lies across the border goes to where more of it lies.
    // What rounding leaves above the last border is no bin.
    if (started && group < asked - 1 && before + share[bin]! / 2 > target) {
      group++;
      while (before + share[bin]! / 2 > target) target += 1 / asked;
    }
    groups[bin] = group;
    started ||= share[bin]! !== 0;
    before += share[bin]!;
  }
  return groups;
}

function grouped(values: Float64Array, groups: Int32Array, bins: number): Float64Array {
  const sums = new Float64Array(bins);
  values.forEach((value, bin) => (sums[groups[bin]!]! += value));
  return sums;
}

interface Sidewards {
  readonly varied: Float64Array;
  readonly noise: SideNoise;
}

/** Templates of one process of which sides are looked for. */
interface Sought {
  readonly measured: Measurements;
  readonly model: MeasuredModel;
  readonly parts: readonly Part[];
  readonly hypothesis: Hypothesis | undefined;
  readonly groups: Int32Array;
  readonly bins: number;
}

function shiftOf(
  sought: Sought,
  nuisance: Nuisance,
  nominal: Float64Array,
): { readonly shift: Shift | undefined; readonly isMirrored: boolean } {
  const sideOf = (name: NuisanceSide['side']): Sidewards | undefined => {
    const side = sought.measured.sides.find((one) => one.nuisance === nuisance && one.side === name);
    return side && variedOf(sought, side);
  };
  const up = sideOf('up') ?? sideOf('alternative');
  const down = sideOf('down');
  const known = up ?? down;
  if (known === undefined) return { shift: undefined, isMirrored: false };
  const other = { varied: mirrored(nominal, known.varied), noise: undefined };
  const [upwards, downwards] = [up ?? other, down ?? other];
  const points = pointsBeside(sought, nuisance);
  const all = [upwards.varied, downwards.varied, ...points.map(({ contents }) => contents)];
  const touches = all.some((varied) => varied.some((content, bin) => content !== nominal[bin]));
  return {
    isMirrored: up === undefined || down === undefined,
    shift: touches
      ? {
          up: upwards.varied,
          down: downwards.varied,
          upNoise: upwards.noise,
          downNoise: downwards.noise,
          ...(points.length > 0 && { points }),
        }
      : undefined,
  };
}

/** Points of the grid of a continuous nuisance that are neither nominal nor a side. */
function pointsBeside(sought: Sought, nuisance: Nuisance): NonNullable<Shift['points']> {
  const { mean, sigma } = spreadOf(nuisance);
  if (nuisance === sought.hypothesis?.nuisance) return [];
  return gridOf(nuisance).flatMap(({ value: at, variation }) => {
    const value = rounded((at - mean) / sigma);
    if ([-1, 0, 1].some((known) => Math.abs(value - known) < 1e-9)) return [];
    const { varied: contents, noise } = variedOf(sought, { nuisance, side: `at ${at}`, variation });
    return [{ value, contents, noise }];
  });
}

function variedOf({ measured, model, parts, hypothesis, groups, bins }: Sought, side: NamedVariation): Sidewards {
  const varied = new Float64Array(bins);
  const contrasts: Contrast[] = [];
  const told =
    hypothesis === undefined
      ? side
      : { ...side, side: `${side.side}, told ${hypothesis.sigmas}`, variation: hypothesis.of(side.variation) };
  for (const part of parts) {
    if (hypothesis !== undefined && hypothesis.sigmas !== 0) {
      const histogram = histogramOf(measured, model, part, told.variation);
      histogram?.sumWeights.forEach((content, bin) => (varied[groups[bin]!]! += content));
      continue;
    }
    const contrast = rebin(measured.contrast(model, told, part.label, [part.sample]), groups, bins);
    contrast.varied.forEach((content, bin) => (varied[bin]! += content));
    contrasts.push(contrast);
  }
  return { varied, noise: sideNoise(bins, contrasts) };
}

/** A sample that stands for one of the process and has no event of its class. */
function missingStandIn(measured: Measurements, nuisance: Nuisance, parts: readonly Part[]): string | undefined {
  for (const side of measured.sides) {
    if (side.nuisance !== nuisance || side.side === 'cross-check') continue;
    for (const { sample, label } of parts) {
      const standIn = side.variation.samples.get(sample)?.sample;
      if (standIn === undefined) continue;
      if (!measured.sample(standIn).classes.some((one) => one.label === label)) return standIn;
    }
  }
  return undefined;
}

function dataOf(
  measured: Measurements,
  { data }: Inference,
  model: MeasuredModel,
  hypothesis: Hypothesis | undefined,
  groups: Int32Array,
  bins: number,
): Float64Array | undefined {
  if (data === undefined) return undefined;
  const { sample } = data;
  const counted = new Float64Array(model.binning.bins);
  for (const { label } of measured.sample(sample).classes) {
    const histogram = histogramOf(measured, model, { sample, label }, hypothesis?.nominal);
    histogram?.sumWeights.forEach((content, bin) => (counted[bin]! += content));
  }
  return grouped(counted, groups, bins);
}
