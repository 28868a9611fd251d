/** Whether intervals end because the scanned range ends, or nuisances where the emulator was trained. */
import type { Outcome, Severity } from '../../report/report';
import { checkOf } from '../check';
import { optionOf } from '../severity';
import { plain } from '../wording';
import { digitsOf, emulatedOf, parameterRows, under, valueOf, worstScenario, type Emulated } from './emulatorNumbers';

const code = 'emulator/range';

export const emulatorRange = checkOf(code, emulatedOf, {
  judge(emulated, severity, { analysis }) {
    const rise = optionOf(analysis, code, 'rise');
    return [
      ...worstScenario(
        parameters(emulated, severity, rise),
        ({ evidence }) => -Math.min(valueOf(evidence['riseLow']), valueOf(evidence['riseHigh'])),
      ),
      ...worstScenario(trained(emulated, severity), ({ evidence }) => {
        const { value } = evidence;
        return typeof value === 'object' ? value.high - value.low : 0;
      }),
    ];
  },
});

function parameters(emulated: Emulated, severity: Severity, wanted: number): Outcome[] {
  return parameterRows(emulated).map(({ scenario, parameter, path, range }): Outcome => {
    const { name, value, otherRegion } = parameter;
    // The curve goes to the ends of the range, or to where nobody would ask.
    const [low, high] = [parameter.curve[0]!.y, parameter.curve.at(-1)!.y];
    const base = {
      code,
      severity,
      at: { path },
      target: { feature: name },
      question: scenario,
      evidence: { riseLow: low, riseHigh: high },
    };
    const about = under(scenario, emulated.emulator);
    const edges = [
      ...(low < wanted ? [`${range.low} (${plain(low)})`] : []),
      ...(high < wanted ? [`${range.high} (${plain(high)})`] : []),
    ];
    if (edges.length > 0) {
      const best =
        value <= range.low || value >= range.high ? ` The best fit itself, ${plain(value)}, lies there.` : '';
      const message = `−2 ln L of ${name} has not risen by ${plain(wanted)} at ${edges.join(' and ')}${about}: the range cuts the interval off, and what is quoted depends on where it ends.${best} Widen the range, where the emulator was trained.`;
      return { ...base, status: 'finding', message };
    }
    if (otherRegion !== undefined) {
      const message = `${name} fits at ${plain(otherRegion)} too${about}: there −2 ln L is within 1 of its minimum, beyond the interval around ${plain(value)}. One interval does not tell both.`;
      return { ...base, status: 'finding', message };
    }
    const message = `−2 ln L of ${name} rises by ${plain(wanted)} and more within its range${about}.`;
    return { ...base, status: 'pass', message };
  });
}

/** Nuisances that fit best where the emulator's range ends, or whose σ reaches beyond it. */
function trained({ emulator, fits }: Emulated, severity: Severity): Outcome[] {
  return emulator.nuisances.flatMap(({ name, path, trained: limits }, index) => {
    if (limits === undefined) return [];
    return fits.flatMap(({ scenario, fit }): Outcome[] => {
      const { value, sigma, prior } = fit.nuisances[index]!;
      if (prior.kind === 'known') return [];
      // A uniform prior bounds what the curvature does not.
      const [low, high] = prior.kind === 'uniform' ? [prior.low, prior.high] : [-Infinity, Infinity];
      const [from, to] = [Math.max(value - sigma, low), Math.min(value + sigma, high)];
      const beyond = from < limits.low || to > limits.high;
      const write = digitsOf(sigma);
      const where = `${write(value)} ± ${write(sigma)}`;
      const about = under(scenario, emulator);
      return [
        {
          code,
          severity,
          status: beyond ? 'finding' : 'pass',
          at: { path: [...path, 'trained'] },
          message: beyond
            ? `'${name}' is ${where} after the fit${about}, which reaches beyond where the emulator was trained (${limits.low} to ${limits.high}): its prior was cut off there. Train it further out.`
            : `'${name}' is ${where} after the fit${about}, where the emulator was trained.`,
          target: { feature: name },
          question: scenario,
          evidence: { value: { value, low: from, high: to } },
        },
      ];
    });
  });
}
