/**
 * Fits with models that are told the value of a nuisance (A. Ghosh, B. Nachman and D. Whiteson, arXiv:2105.08742): at each
 * hypothesised value everything is scored anew, all templates and the data, with the model told that value.
 */
import type { Analysis, Model, Nuisance, Variation } from './analysis';
import type { Inference } from './inferenceSection';
import { gridOf, rounded, sidesOf, spreadOf } from './nuisanceSides';

/** A value of a nuisance that models are told, whatever value events were made with. */
export interface Hypothesis {
  readonly nuisance: Nuisance;
  /** In standard deviations from nominal. */
  readonly sigmas: number;
  /** Nominal events and data, scored so. */
  readonly nominal: Variation;
  /** The events of a variation, scored so. */
  readonly of: (variation: Variation) => Variation;
  /** Events that have this value, too, where they can have any: of a nuisance in expressions. */
  readonly own?: Variation;
}

/** The nuisances of a fit: those that are named, else all with sides. */
export function fittedNuisances({ nuisances: all }: Pick<Analysis, 'nuisances'>, { nuisances }: Inference): Nuisance[] {
  const named = nuisances?.flatMap(({ name }) => all.get(name) ?? []);
  return [...new Set(named ?? all.values())].filter((nuisance) =>
    sidesOf(nuisance).some(({ side }) => side !== 'cross-check'),
  );
}

/** Nuisances of a fit that a model is told. */
export function toldNuisances(analysis: Analysis, inference: Inference, model: Model): Nuisance[] {
  return fittedNuisances(analysis, inference).filter(({ name }) =>
    model.features.some(({ nuisance }) => nuisance?.name === name),
  );
}

/**
 * Values at which a fit has everything scored: the points of the grid of a nuisance in expressions, and of another one, of
 * which there are events at nominal and at the sides, values from side to side.
 */
export function hypothesesOf(nuisance: Nuisance): Hypothesis[] {
  const { mean, sigma } = spreadOf(nuisance);
  const hypothesisAt = (value: number, own?: Variation): Hypothesis => {
    const hypothesis = { name: nuisance.name, value: rounded(value) };
    return {
      nuisance,
      sigmas: rounded((value - mean) / sigma),
      nominal: { path: nuisance.path, replace: new Map(), samples: new Map(), hypothesis },
      of: (variation) => ({ ...variation, hypothesis }),
      ...(own && { own }),
    };
  };
  const grid = gridOf(nuisance);
  if (grid.length > 0) return grid.map(({ value, variation }) => hypothesisAt(value, variation));
  return Array.from({ length: 2 * steps + 1 }, (_, index) => hypothesisAt(mean + (sigma * (index - steps)) / steps));
}

/** From nominal to a side. */
const steps = 8;

/** What of a nuisance is scored anew at a hypothesis: its sides, and points of a grid. */
function variationsAt(nuisance: Nuisance, hypothesis: Hypothesis): Variation[] {
  const sides = sidesOf(nuisance).filter(({ side }) => side !== 'cross-check');
  // At its own points a nuisance has events of its own; its slopes are looked at where it is nominal.
  if (nuisance === hypothesis.nuisance && hypothesis.own !== undefined) {
    return hypothesis.sigmas === 0 ? sides.map(({ variation }) => variation) : [];
  }
  return [...sides, ...gridOf(nuisance)].map(({ variation }) => variation);
}

/** Variations of nominal samples, and of the data, that the fits of an analysis need beside those of its nuisances. */
export function toldVariations(analysis: Analysis): { readonly nominal: Variation[]; readonly data: Variation[] } {
  const { inference, models } = analysis;
  if (inference === undefined) return { nominal: [], data: [] };
  const fitted = fittedNuisances(analysis, inference);
  const told = new Set([...models.values()].flatMap((model) => toldNuisances(analysis, inference, model)));
  const hypotheses = [...told].flatMap(hypothesesOf);
  return {
    nominal: hypotheses.flatMap((hypothesis) => [
      hypothesis.nominal,
      ...fitted.flatMap((nuisance) => variationsAt(nuisance, hypothesis)).map(hypothesis.of),
    ]),
    data: hypotheses.map(({ nominal }) => nominal),
  };
}
