/** Whether a width is that of a prior: what each nuisance makes of it, and how far the data pull a nuisance away. */
import type { ConfigPath } from '../../config/analysis';
import type { FittedNuisance } from '../../inference/emulator/emulatorFit';
import type { Measured, Outcome, Severity } from '../../report/report';
import { checkOf } from '../check';
import { optionOf } from '../severity';
import { percent, plain, withSign } from '../wording';
import {
  digitsOf,
  emulatedOf,
  halfWidthOf,
  isClosed,
  parameterRows,
  profileWidth,
  sharesOf,
  under,
  valueOf,
  worstScenario,
  type Emulated,
} from './emulatorNumbers';

const code = 'emulator/prior';

export const emulatorPrior = checkOf(code, emulatedOf, {
  judge(emulated, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const pull = optionOf(analysis, code, 'pull');
    return [
      ...worstScenario(widths(emulated, severity, tolerance), ({ evidence }) =>
        Math.max(
          ...Object.entries(evidence).map(([name, part]) => (name.startsWith('partOfWidth@') ? valueOf(part) : 0)),
        ),
      ),
      ...worstScenario(pulls(emulated, severity, pull), ({ evidence }) => Math.abs(valueOf(evidence['pull']))),
    ];
  },
});

function widths(emulated: Emulated, severity: Severity, tolerance: number): Outcome[] {
  return parameterRows(emulated).flatMap(({ scenario, parameter, path }): Outcome[] => {
    const shares = sharesOf(parameter);
    const [largest] = shares;
    if (largest === undefined) return [];
    const { name, dataAlone } = parameter;
    const width = profileWidth(parameter);
    const write = digitsOf(width);
    const evidence: Record<string, Measured> = {
      width,
      widthDataAlone: halfWidthOf(dataAlone),
      ...Object.fromEntries(shares.map(({ nuisance, part }) => [`partOfWidth@${nuisance}`, part])),
    };
    const base = {
      code,
      severity,
      at: { path, on: 'key' as const },
      target: { feature: name },
      question: scenario,
      evidence,
    };
    const about = under(scenario, emulated.emulator);
    if (!isClosed(parameter)) {
      const message = `How much of the width of ${name} each nuisance makes cannot be told${about}: the scanned range ends before the interval.`;
      return [{ ...base, status: 'undecided', message }];
    }
    const all = shares.map((one) => `${one.nuisance} ${write(one.width)}`).join(', ');
    const said = `Half the interval of ${name}${about} is ${write(width)}; ${write(halfWidthOf(dataAlone))} is left with all nuisances held, and each alone makes, in quadrature, ${all}`;
    if (largest.part <= tolerance) return [{ ...base, status: 'pass', message: `${said}.` }];
    const message = `${said}: '${largest.nuisance}' makes ${percent(largest.part)} of the squared width (accepted ${percent(tolerance)}). What counts most for ${name} is how well ${largest.nuisance} is known.`;
    return [{ ...base, status: 'finding', message }];
  });
}

function pulls({ emulator, fits }: Emulated, severity: Severity, limit: number): Outcome[] {
  return emulator.nuisances.flatMap(({ name, path }, index) =>
    fits.flatMap(({ scenario, fit }): Outcome[] => {
      const nuisance = fit.nuisances[index]!;
      const { prior } = nuisance;
      if (prior.kind !== 'normal') return [];
      return [pullOf(nuisance, prior, { name, path, scenario, about: under(scenario, emulator) }, severity, limit)];
    }),
  );
}

function pullOf(
  { value, sigma }: FittedNuisance,
  prior: { readonly mean: number; readonly sigma: number },
  of: { readonly name: string; readonly path: ConfigPath; readonly scenario: string; readonly about: string },
  severity: Severity,
  limit: number,
): Outcome {
  const pull = (value - prior.mean) / prior.sigma;
  const constraint = sigma / prior.sigma;
  const said = `'${of.name}' is pulled by ${withSign(pull)} of its prior's σ${of.about}, with ${plain(constraint)} of its uncertainty left`;
  const beyond = Math.abs(pull) > limit;
  return {
    code,
    severity,
    status: beyond ? 'finding' : 'pass',
    at: { path: of.path, on: 'key' },
    message: beyond
      ? `${said} (accepted ${plain(limit)}): the data and the prior disagree. Is the prior right, or does this nuisance stand for something that the emulator does not know?`
      : `${said}.`,
    target: { feature: of.name },
    question: of.scenario,
    evidence: { pull: { value: pull, low: pull - constraint, high: pull + constraint }, constraint },
  };
}
