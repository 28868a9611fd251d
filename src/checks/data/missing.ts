import { columnNames, columnOfValue, parseExpression } from '../../data/expression/expression';
import { addVariables } from '../../profile/profile';
import type { Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { reportWorst } from '../decision';
import { optionOf } from '../severity';
import { count, percent, plain } from '../wording';
import { variedWeights } from './variedWeights';

const code = 'data/missing';

interface Words {
  /** What the feature itself is where it is declared to be missing. */
  readonly declaredValues: readonly number[];
  /** Which columns are declared, as the end of a sentence; empty where none is. */
  readonly declared: string;
  /** What to write into the analysis file where the feature has a value. */
  declare(value: number): string;
}

/** A missing value is declared for a column, which is not always the feature. */
function wordsFor(feature: string, missing: ReadonlyMap<string, number>): Words {
  const expression = parseExpression(feature);
  const column = columnOfValue(expression.node);
  const columns = columnNames(expression);
  const own = column === undefined ? undefined : missing.get(column);
  const declared = columns.flatMap((name) => {
    const value = missing.get(name);
    return value === undefined ? [] : [`'${name}' is ${plain(value)}`];
  });
  return {
    declaredValues: own === undefined ? [] : [own, Math.fround(own)],
    declared: declared.length === 0 ? '' : `where ${declared.join(' or ')}, as is declared`,
    declare: (value) =>
      column === undefined
        ? `declare what stands in ${columns.map((name) => `'${name}'`).join(' or ')} there, as in missing: { ${columns[0] ?? feature}: -999 }`
        : `declare it: missing: { ${column}: ${value} }`,
  };
}

/** How many events have no value in a feature, or no usable weight? */
export const dataMissing = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const outcomes: Outcome[] = [];
    const rows: { outcome: Outcome; fraction: number }[] = [];
    for (const [name, profile] of measured.profiles.samples) {
      const sample = analysis.samples.get(name);
      if (sample === undefined) continue;
      if (profile.invalidWeights > 0) {
        outcomes.push({
          code,
          status: 'finding',
          severity: 'error',
          message: `The weight of '${name}' is NaN or infinite for ${count(profile.invalidWeights)} of ${count(profile.events)} events, which are left out everywhere: mend the weight or select them away.`,
          at: { path: sample.weight?.path ?? sample.path },
          target: { sample: name },
          evidence: { events: profile.events, invalidWeights: profile.invalidWeights },
        });
      }
      measured.features.forEach(({ name: feature }, index) => {
        const variable = addVariables(profile.classes.flatMap((one) => one.features[index] ?? []));
        const selected = profile.classes.reduce((events, one) => events + one.events, 0);
        if (variable === undefined || selected === 0) return;
        const fraction = variable.sums.missingEvents / selected;
        const words = wordsFor(feature, sample.missing);
        const sentinels = (profile.sentinels[index] ?? []).filter((value) => !words.declaredValues.includes(value));
        const undeclared = variable.sums.missingEvents - variable.sums.declaredMissingEvents;
        const status = undeclared / selected > tolerance ? 'finding' : 'pass';
        const what =
          sentinels.length > 0
            ? `stands at ${sentinels.map(plain).join(' or ')}, far from all other values, or has no value`
            : 'has no value (NaN or infinite)';
        const value = sentinels[0];
        const advice =
          value === undefined
            ? 'Select these events away, or give the model what it was trained with.'
            : `If it means "not computed", ${words.declare(value)}. The model is given it as it stands.`;
        const hasDeclared = variable.sums.declaredMissingEvents > 0;
        const besides = hasDeclared ? `, besides those ${words.declared}` : '';
        const because = hasDeclared ? `, ${undeclared > 0 ? 'mostly ' : ''}${words.declared}` : '';
        rows.push({
          fraction,
          outcome: {
            code,
            status,
            severity,
            message:
              status === 'finding'
                ? `'${feature}' ${what} in ${percent(undeclared / selected)} of '${name}' (${count(undeclared)} events)${besides}. ${advice}`
                : `'${feature}' has a value in ${variable.sums.missingEvents === 0 ? 'every event' : `all but ${percent(fraction)}`} of '${name}'${because}.`,
            at: { path: sample.path, on: 'key' },
            target: { sample: name, feature },
            evidence: {
              missingFraction: fraction,
              events: selected,
              ...(status === 'finding' && value !== undefined && { sentinel: value }),
            },
          },
        });
      });
    }
    return [
      ...outcomes,
      ...variedWeights(code, measured),
      ...reportWorst(
        rows,
        ({ outcome }) => outcome.target.feature ?? '',
        ({ fraction }) => fraction,
        (worst, others) =>
          others.length === 0
            ? worst.outcome.message
            : `${worst.outcome.message} Also in ${others.map(({ outcome }) => `'${outcome.target.sample ?? ''}'`).join(', ')}.`,
      ),
    ];
  },
});
