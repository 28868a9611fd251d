/** Widths and words that the checks of an emulator share. */
import type { ConfigPath } from '../../config/analysis';
import type { Emulator, Scenario } from '../../config/emulatorSection';
import type { EmulatorFit, FittedParameter } from '../../inference/emulator/emulatorFit';
import type { Measured, Outcome } from '../../report/report';
import type { Judged } from '../check';
import { reportWorst } from '../decision';
import type { EmulatorResult } from './emulatorResult';

/** What a check looks at: one fit for each scenario. */
export interface Emulated extends EmulatorResult {
  readonly emulator: Emulator;
}

/** Undefined for an analysis without an emulator. */
export function emulatedOf({ analysis: { emulator }, emulated }: Judged): Emulated | undefined {
  return emulator && emulated && { emulator, ...emulated };
}

/** A parameter with where it stands in the analysis file. */
export interface ParameterRow {
  readonly scenario: Scenario;
  readonly fit: EmulatorFit;
  readonly parameter: FittedParameter;
  readonly path: ConfigPath;
  readonly range: { readonly low: number; readonly high: number };
}

/** Every parameter of every scenario, parameter by parameter. */
export function parameterRows({ emulator, fits }: Emulated): ParameterRow[] {
  return emulator.parameters.flatMap(({ path, low, high }, index) =>
    fits.map(({ scenario, fit }) => ({
      scenario,
      fit,
      parameter: fit.parameters[index]!,
      path,
      range: { low, high },
    })),
  );
}

/** Half the interval in which −2 ln L rises by less than 1. */
export function halfWidthOf({ low, high }: { readonly low: number; readonly high: number }): number {
  return (high - low) / 2;
}

export function profileWidth({ low, high }: FittedParameter): number {
  return halfWidthOf({ low: low.at, high: high.at });
}

/** Whether both ends were reached within the range. */
export function isClosed({ low, high }: FittedParameter): boolean {
  return low.reached && high.reached;
}

/** What a nuisance makes of half a width: √(w² − w₀²), w₀ being that with the nuisance held where it fits best. */
export interface Share {
  readonly nuisance: string;
  readonly width: number;
  /** Of the squared width. */
  readonly part: number;
}

/** The largest first. */
export function sharesOf(parameter: FittedParameter): Share[] {
  const square = profileWidth(parameter) ** 2;
  return parameter.without
    .map((held) => {
      const rest = Math.max(square - halfWidthOf(held) ** 2, 0);
      return { nuisance: held.nuisance, width: Math.sqrt(rest), part: square > 0 ? rest / square : 0 };
    })
    .sort((a, b) => b.part - a.part);
}

/** How a scenario is called in a sentence; without nuisances there is only one. */
export function under(scenario: Scenario, { nuisances }: Emulator): string {
  if (nuisances.length === 0) return '';
  return ` with ${scenario} nuisances`;
}

export function valueOf(measured: Measured | undefined): number {
  return typeof measured === 'number' ? measured : (measured?.value ?? 0);
}

/**
 * One finding for each thing that is looked at, under the scenario where it is worst; the message names the others.
 * @param weight how bad an outcome is
 */
export function worstScenario(outcomes: readonly Outcome[], weight: (outcome: Outcome) => number): Outcome[] {
  const rows = outcomes.map((outcome) => ({ outcome }));
  return reportWorst(
    rows,
    ({ outcome }) => outcome.target.feature ?? '',
    ({ outcome }) => weight(outcome),
    ({ outcome }, others) => {
      const same = others.map((other) => other.outcome.question ?? '').join(' and ');
      return same === '' ? outcome.message : `${outcome.message} The same holds with ${same} nuisances.`;
    },
  );
}

/** Numbers with their error to two digits of it: `1.41`, `+0.08`. */
export function digitsOf(width: number): (value: number) => string {
  const digits = width > 0 && Number.isFinite(width) ? Math.min(Math.max(1 - Math.floor(Math.log10(width)), 0), 8) : 3;
  return (value) => {
    const text = Math.abs(value).toFixed(digits);
    return value < 0 && Number(text) !== 0 ? `−${text}` : text;
  };
}

/** `1.41 +0.08 −0.07`; an end that the range cut off says so. */
export function intervalText({ value, low, high }: FittedParameter): string {
  const write = digitsOf(Math.min(high.at - value || Infinity, value - low.at || Infinity));
  const up = high.reached ? `+${write(high.at - value)}` : '+? (open)';
  const down = low.reached ? `−${write(value - low.at)}` : '−? (open)';
  return `${write(value)} ${up} ${down}`;
}
