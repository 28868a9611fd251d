/** What the last report says of the things of an analysis, gathered from its outcomes and figures. */
import type { HistogramFigure } from '../../report/figure';
import type { Measured, Outcome, Report, Target } from '../../report/report';
import { valueOf } from './numbers';

/** A quantity that a nuisance moves: the yield of a class, or its efficiency at a working point of a model. */
export interface Moved {
  readonly of: Pick<Target, 'sample' | 'class' | 'model' | 'workingPoint'>;
  /** Varied over nominal, for each side. */
  readonly sides: ReadonlyMap<string, Measured>;
}

export function outcomesOf(report: Report | undefined, holds: (target: Target) => boolean): readonly Outcome[] {
  return (report?.outcomes ?? []).filter(({ target }) => holds(target));
}

/** The first number of that name among outcomes. */
export function firstOf(outcomes: readonly Outcome[], name: string): Measured | undefined {
  return outcomes.find(({ evidence }) => evidence[name] !== undefined)?.evidence[name];
}

/** What a nuisance moves, in the order of the report. */
export function movedBy(report: Report | undefined, nuisance: string): readonly Moved[] {
  const rows = new Map<string, { readonly of: Moved['of']; readonly sides: Map<string, Measured> }>();
  for (const { code, target, evidence } of outcomesOf(report, (one) => one.nuisance === nuisance)) {
    const { sample, class: label, model, workingPoint } = target;
    // A continuous nuisance has no sides: what one standard deviation of it does.
    const side = target.side ?? (code === 'nuisance/slope' ? 'sigma' : undefined);
    if (!code.startsWith('nuisance/') || side === undefined) continue;
    const ratio = workingPoint === undefined ? evidence['yieldRatio'] : evidence['efficiencyRatio'];
    if (ratio === undefined) continue;
    const of = workingPoint === undefined ? { sample, class: label } : { sample, class: label, model, workingPoint };
    const key = JSON.stringify([of.sample, of.class, 'model' in of ? of.model : '', workingPoint]);
    const row = rows.get(key) ?? { of: defined(of), sides: new Map<string, Measured>() };
    rows.set(key, row);
    if (!row.sides.has(side)) row.sides.set(side, ratio);
  }
  return [...rows.values()];
}

function defined(of: { readonly [K in keyof Moved['of']]: Moved['of'][K] | undefined }): Moved['of'] {
  return {
    ...(of.sample !== undefined && { sample: of.sample }),
    ...(of.class !== undefined && { class: of.class }),
    ...(of.model !== undefined && { model: of.model }),
    ...(of.workingPoint !== undefined && { workingPoint: of.workingPoint }),
  };
}

/** The nuisance that moves an efficiency at a working point most. */
export function movesMost(
  report: Report | undefined,
  model: string,
  workingPoint: string,
):
  { readonly nuisance: string; readonly side: string; readonly of: Moved['of']; readonly ratio: Measured } | undefined {
  const names = new Set((report?.outcomes ?? []).flatMap(({ target }) => target.nuisance ?? []));
  let most: ReturnType<typeof movesMost>;
  for (const nuisance of names) {
    for (const { of, sides } of movedBy(report, nuisance)) {
      if (of.workingPoint !== workingPoint || of.model !== model) continue;
      for (const [side, ratio] of sides) {
        if (side === 'cross-check') continue;
        if (most === undefined || Math.abs(valueOf(ratio) - 1) > Math.abs(valueOf(most.ratio) - 1)) {
          most = { nuisance, side, of, ratio };
        }
      }
    }
  }
  return most;
}

/** The first histogram about something. */
export function histogramOf(
  report: Report | undefined,
  holds: (figure: HistogramFigure) => boolean,
): HistogramFigure | undefined {
  return report?.figures.find((figure): figure is HistogramFigure => figure.kind === 'histogram' && holds(figure));
}
