import type { Analysis } from '../../config/analysis';
import { columnText } from '../../data/expression/expression';
import { addVariables } from '../../profile/profile';
import type { Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { reportWorst } from '../decision';
import { optionOf } from '../severity';
import { count, plain } from '../wording';

const code = 'data/constant';

/** Has a feature one value in all events of a sample? */
export const dataConstant = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const minimum = optionOf(analysis, code, 'minimum');
    const levelIsSet = analysis.checks.get(code)?.level !== undefined;
    const nuisances = nuisanceColumns(analysis);
    const rows = measured.features.flatMap(({ name: feature }, index) => {
      const ofSamples = [...measured.profiles.samples].flatMap(([name, profile]) => {
        const sums = addVariables(profile.classes.flatMap((one) => one.features[index] ?? []))?.sums;
        const events = profile.classes.reduce((total, one) => total + one.events, 0) - (sums?.missingEvents ?? 0);
        // Of few events nothing can be told, and of those without a value data/missing tells.
        return sums === undefined || events < minimum ? [] : [{ name, events, low: sums.low, high: sums.high }];
      });
      const values = new Set(ofSamples.filter(({ low, high }) => low === high).map(({ low }) => low));
      const everywhere = ofSamples.every(({ low, high }) => low === high);
      const isParameter = everywhere && values.size > 1;
      return ofSamples.map(({ name, events, low, high }) => {
        // What is declared a nuisance has one value in a sample that was made with it.
        const constant = low === high && !nuisances.has(feature);
        const consequence = isParameter
          ? 'each sample has a value of its own. That is right for a parameter of the model; a feature would tell it which sample it sees.'
          : everywhere
            ? 'it tells the model nothing. Is the column filled, or does the selection fix it?'
            : 'but not everywhere. Is the column filled there, or does the selection fix it?';
        const outcome: Outcome = {
          code,
          status: constant ? 'finding' : 'pass',
          severity: isParameter && !levelIsSet ? 'information' : severity,
          message: constant
            ? `'${feature}' is ${plain(low)} in all ${count(events)} events of '${name}': ${consequence}`
            : low === high
              ? `'${feature}' is ${plain(low)} in all of '${name}': a value of a nuisance.`
              : `'${feature}' lies between ${plain(low)} and ${plain(high)} in '${name}'.`,
          at: { path: analysis.samples.get(name)?.path ?? ['samples', name], on: 'key' },
          target: { sample: name, feature },
          evidence: { events },
        };
        return { outcome, feature, events };
      });
    });
    return reportWorst(
      rows,
      ({ feature }) => feature,
      ({ events }) => events,
      (worst, others) =>
        others.length === 0
          ? worst.outcome.message
          : `${worst.outcome.message} Also in ${others.map(({ outcome }) => `'${outcome.target.sample ?? ''}'`).join(', ')}.`,
    );
  },
});

/** Features that are columns with the value of a continuous nuisance. */
function nuisanceColumns({ nuisances }: Pick<Analysis, 'nuisances'>): ReadonlySet<string> {
  return new Set(
    [...nuisances.values()].flatMap(({ continuous }) =>
      continuous?.kind === 'column' ? [columnText(continuous.column)] : [],
    ),
  );
}
