import { standInFor, type NuisanceSide } from '../../config/nuisanceSides';
import type { RowSample } from '../../profile/rowSample';
import type { Figure } from '../../report/figure';
import type { Outcome } from '../../report/report';
import { reversedPairs } from '../../stats/decisionOrdering';
import type { Estimate } from '../../stats/estimate';
import { checkOf } from '../check';
import { detectableSigmas, judgeInterval, reportWorst, simultaneousSigmas } from '../decision';
import { detectablePairs } from '../detectableGrowth';
import type { MeasuredModel, Measurements } from '../measurements';
import { variationsOf } from '../nuisance/effects';
import { optionOf } from '../severity';
import { interval, percent, percentValue } from '../wording';
import { orderedEvents } from './orderedEvents';

const code = 'learned/flips';

/** Does a nuisance reverse the order of pairs of a signal and a background event? Of the same events only. */
export const learnedFlips = checkOf(code, ({ analysis: { learned }, measured }) => learned && measured, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const flips = flipsOf(measured);
    const rows = flips.map((flip) => {
      const { side, model, reversed } = flip;
      const { nuisance } = side;
      const status = judgeInterval(reversed.value, simultaneousSigmas(alpha, flips.length) * reversed.error, tolerance);
      const missed = detectablePairs(detectableSigmas(alpha, flips.length), reversed, tolerance);
      const score = measured.models.length > 1 ? `the score of '${model.model.name}'` : 'the score';
      const told = `'${nuisance.name}' ${side.side} reverses the order in which ${score} puts ${percentValue(reversed)} of the pairs of a signal and a background event`;
      const outcome: Outcome = {
        code,
        status,
        severity,
        message: {
          finding: `${told}, more than the accepted ${percent(tolerance)}: single events are decided by it, even where efficiencies stay.`,
          pass: `${told}.`,
          undecided: `${told}: too uncertain to compare with the accepted ${percent(tolerance)}; beyond ${percent(missed)} it would have been seen.`,
        }[status],
        at: { path: nuisance.path, on: 'key' },
        target: { nuisance: nuisance.name, side: side.side, model: model.model.name },
        evidence: { reversedPairs: interval(reversed), ...(status === 'undecided' && { minimumDetectable: missed }) },
      };
      return { outcome, flip };
    });
    return reportWorst(
      rows,
      ({ flip }) => flip.side.nuisance.name,
      ({ flip }) => flip.reversed.value,
      (worst) => worst.outcome.message,
    );
  },

  figures: flipFigures,
});

interface Flip {
  readonly side: NuisanceSide;
  readonly model: MeasuredModel;
  /** Fraction of the pairs. */
  readonly reversed: Estimate;
}

const known = new WeakMap<Measurements, readonly Flip[]>();

function flipsOf(measured: Measurements): readonly Flip[] {
  let found = known.get(measured);
  if (found === undefined) {
    found = measured.models.flatMap((model) => {
      const events = orderedEvents(measured, model.index);
      if (events === undefined) return [];
      const before = events.values((rows) => rows.scores[model.index]);
      return variationsOf(measured).flatMap((side): Flip[] => {
        const varied = variedRows(measured, side);
        if (varied === undefined) return [];
        const after = events.values((rows, sample) => (varied.get(sample) ?? rows).scores[model.index]);
        return [{ side, model, reversed: reversedPairs(before, after, events.weights) }];
      });
    });
    known.set(measured, found);
  }
  return found;
}

/** By nominal sample the same rows with other scores; undefined where no score differs, or where events do. */
function variedRows(measured: Measurements, { variation }: NuisanceSide): ReadonlyMap<string, RowSample> | undefined {
  const found = new Map<string, RowSample>();
  for (const { name } of measured.nominalSamples()) {
    const standIn = standInFor(name, variation);
    if (standIn.sample !== name) return undefined;
    const rows =
      standIn.variation === undefined
        ? undefined
        : measured.profiles.variations.get(name)?.get(standIn.variation)?.rows;
    if (rows !== undefined) found.set(name, rows);
  }
  return found.size === 0 ? undefined : found;
}

function flipFigures(measured: Measurements): Figure[] {
  const sides = ['up', 'down'] as const;
  return measured.models.flatMap((model): Figure[] => {
    const flips = flipsOf(measured).filter((flip) => flip.model === model);
    const nuisances = [...new Set(flips.map(({ side }) => side.nuisance))];
    const largest = (name: string): number =>
      Math.max(...flips.filter(({ side }) => side.nuisance.name === name).map(({ reversed }) => reversed.value));
    const { name, path } = model.model;
    if (nuisances.length === 0) return [];
    return [
      {
        kind: 'ranking',
        id: `learned/flips/${name}`,
        title: `Reversed pairs${measured.models.length > 1 ? ` of ${name}` : ''}`,
        caption:
          'Fraction of pairs of a signal and a background event whose order each nuisance reverses, of the same events, with one standard error.',
        target: { model: name },
        about: [['learned'], path, ...nuisances.map((nuisance) => nuisance.path)],
        x: { label: 'reversed pairs', unit: '%' },
        series: sides.map((side) => ({ label: side, role: side })),
        rows: nuisances
          .sort((a, b) => largest(b.name) - largest(a.name))
          .map((nuisance) => ({
            label: nuisance.name,
            bars: sides.map((side) => {
              const flip = flips.find((one) => one.side.nuisance === nuisance && one.side.side === side);
              if (flip === undefined) return null;
              const { value, error } = flip.reversed;
              return { value: 100 * value, low: 100 * (value - error), high: 100 * (value + error) };
            }),
          })),
      },
    ];
  });
}
