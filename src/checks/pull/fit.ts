/**
 * What a fit made of its nuisance parameters: how far it pulls them, and how much of their uncertainty it leaves.
 * Free parameters and those of single bins stand apart: they have no prior to be pulled from.
 */
import type { ConfigPath } from '../../config/analysis';
import type { FitParameter, FitResult } from '../../data/fit/fitParameter';
import type { Measured, Outcome, Severity } from '../../report/report';
import type { PullDefinition } from '../../stats/pulls';
import { checkOf, type Judged } from '../check';
import { optionOf } from '../severity';
import { count, plain } from '../wording';
import { fitFigures } from './fitFigures';
import { code, definitionOf, distance, formulas, nuisancesOf, type FittedNuisance } from './fittedNuisance';

export const pullFit = checkOf(code, fitAndPath, {
  judge({ fit, path }, severity, judged) {
    const { analysis } = judged;
    const definition = definitionOf(judged);
    const limits = {
      constraint: optionOf(analysis, code, 'constraint'),
      large: optionOf(analysis, code, 'large'),
      error: optionOf(analysis, code, 'error'),
    };
    const nuisances = nuisancesOf(judged);
    const isConstrained = ({ constraint }: FittedNuisance): boolean =>
      constraint !== undefined && constraint < limits.constraint;
    const size = ({ pull }: FittedNuisance): number => Math.abs(pull ?? 0);
    const far = Math.max(limits.error, limits.large);
    const grave = nuisances.filter((one) => size(one) > far).sort((a, b) => size(b) - size(a));
    const large = nuisances
      .filter((one) => size(one) > limits.large && size(one) <= far)
      .sort((a, b) => size(b) - size(a));
    const constrained = nuisances.filter(isConstrained).sort((a, b) => (a.constraint ?? 0) - (b.constraint ?? 0));

    const about = { code, at: { path } };
    const outcomes = nuisances.map((one): Outcome => {
      const found = isConstrained(one) || size(one) > limits.large;
      return {
        ...about,
        // Rows of findings that are told once for the file.
        status: found ? 'finding' : one.fixed || one.pull === undefined ? 'skipped' : 'pass',
        severity: found ? 'hint' : severity,
        message: `${numbersOf(one, definition)}.`,
        target: { nuisance: one.parameter.name },
        evidence: evidenceOf(one),
      };
    });
    const report = (
      rows: readonly FittedNuisance[],
      level: Severity,
      message: string,
      evidence: Outcome['evidence'],
      question?: 'constraint',
    ): void => {
      const [first, ...others] = rows;
      if (first === undefined) return;
      const related = rows.flatMap(({ parameter: { name } }) => {
        const nuisance = analysis.nuisances.get(name);
        return nuisance === undefined ? [] : [{ at: { path: nuisance.path, on: 'key' as const }, message: name }];
      });
      outcomes.push({
        ...about,
        status: 'finding',
        severity: level,
        message,
        target: others.length === 0 ? { nuisance: first.parameter.name } : {},
        ...(question !== undefined && { question }),
        evidence: others.length === 0 ? evidenceOf(first) : { parameters: rows.length, ...evidence },
        ...(related.length > 0 && { related }),
      });
    };
    report(
      constrained,
      severity,
      `The fit leaves less than ${plain(limits.constraint)} of the uncertainty that went in for ${listed(constrained, ({ constraint }) => plain(constraint ?? 0))}: over-constrained. ` +
        'Is one parameter enough for what it stands for, and are its templates more than statistical noise?',
      { constraint: constrained[0]?.constraint ?? 0 },
      'constraint',
    );
    const pulled = (rows: readonly FittedNuisance[], limit: number): string =>
      `The fit pulls ${listed(rows, ({ pull }) => signed(pull ?? 0))} by more than ${plain(limit)} (${formulas[definition]}): ` +
      'see which bins ask for it, and whether the model lacks something there.';
    const levelIsSet = analysis.checks.get(code)?.level !== undefined;
    report(grave, levelIsSet ? severity : 'error', pulled(grave, far), { pull: grave[0]?.pull ?? 0 });
    report(large, severity, pulled(large, limits.large), { pull: large[0]?.pull ?? 0 });
    return [...outcomes, ...apart(fit.parameters, path, severity)];
  },

  figures({ path }, judged) {
    const definition = definitionOf(judged);
    return fitFigures(judged, path, {
      definition,
      formula: formulas[definition],
      nuisances: nuisancesOf(judged),
      constraint: optionOf(judged.analysis, code, 'constraint'),
    });
  },
});

function fitAndPath({ analysis, fit }: Judged): { readonly fit: FitResult; readonly path: ConfigPath } | undefined {
  const path = analysis.pulls.fit?.path;
  return fit && path && { fit, path };
}

function numbersOf({ parameter, pull, constraint, fixed }: FittedNuisance, definition: PullDefinition): string {
  const { name } = parameter;
  if (fixed) return `'${name}' is kept constant in the fit`;
  const pulled =
    pull === undefined
      ? `pull by ${formulas[definition]} undefined, ${whyUndefined(parameter, definition)}`
      : `pull ${signed(pull)} by ${formulas[definition]}`;
  const left = constraint === undefined ? '' : `; ${plain(constraint)} of its uncertainty is left`;
  return `'${name}' = ${estimate(parameter)}: ${pulled}${left}`;
}

function whyUndefined({ error, prior }: FitParameter, definition: PullDefinition): string {
  if (prior === undefined && definition !== 'post-fit') return 'since the file does not tell its prior';
  if (error === undefined) return 'since the file has no errors';
  return 'since the fit leaves all of its uncertainty';
}

function evidenceOf({ pull, constraint }: FittedNuisance): Record<string, Measured> {
  return { ...(pull === undefined ? {} : { pull }), ...(constraint === undefined ? {} : { constraint }) };
}

/** What is not judged is told once: parameters without a prior, and those of single bins. */
function apart(parameters: readonly FitParameter[], path: ConfigPath, severity: Severity): Outcome[] {
  const about = { code, status: 'skipped' as const, severity, at: { path }, target: {} };
  const outcomes: Outcome[] = [];
  const free = parameters.filter(({ kind }) => kind === 'normalisation');
  if (free.length > 0) {
    const guessed = free.filter(({ byName }) => byName);
    const list = free.map((one) => `'${one.name}' = ${estimate(one)}`).join(', ');
    outcomes.push({
      ...about,
      message:
        `Free parameters have no prior to be pulled from: ${list}.` +
        (guessed.length > 0
          ? ` Taken as free by name: ${guessed.map(({ name }) => `'${name}'`).join(', ')}; name the free ones under \`normalisation\` to say so.`
          : ''),
      evidence: { parameters: free.length },
    });
  }
  const bins = parameters.filter(({ kind }) => kind === 'gamma');
  const [farthest] = [...bins].sort((a, b) => distance(b) - distance(a));
  if (farthest !== undefined) {
    outcomes.push({
      ...about,
      message: `Parameters of single bins (${count(bins.length)}) stand apart; farthest from ${farthest.nominal}, in units of its error, is '${farthest.name}' = ${estimate(farthest)}.`,
      evidence: { parameters: bins.length },
    });
  }
  return outcomes;
}

function estimate({ value, error }: FitParameter): string {
  if (error === undefined) return plain(value);
  const decimals = decimalsOf(Math.min(...[error.up, error.down].filter((one) => one > 0)));
  const number = (size: number): string => size.toFixed(decimals).replace('-', '−');
  const same = Math.abs(error.up - error.down) <= 0.01 * Math.max(error.up, error.down);
  return same
    ? `${number(value)} ± ${number(error.up)}`
    : `${number(value)} +${number(error.up)} −${number(error.down)}`;
}

/** Decimals that show two digits of an error. */
function decimalsOf(error: number): number {
  return Number.isFinite(error) ? Math.min(Math.max(1 - Math.floor(Math.log10(error)), 0), 6) : 3;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${plain(Math.abs(value))}`;
}

const listedAtMost = 5;

function listed(rows: readonly FittedNuisance[], number: (row: FittedNuisance) => string): string {
  const names = rows.slice(0, listedAtMost).map((row) => `'${row.parameter.name}' (${number(row)})`);
  const more = rows.length - listedAtMost;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
