import { addVariables } from '../../profile/profile';
import type { Outcome } from '../../report/report';
import type { Check } from '../check';
import { reportWorst } from '../decision';
import { optionOf, severityOf } from '../severity';
import { count, percent, plain } from '../wording';

const code = 'data/missing';

/** How many events have no value in a feature, or no usable weight? */
export const dataMissing: Check = {
  code,
  judge({ analysis, measured }) {
    const severity = severityOf(analysis, code);
    if (severity === undefined || measured === undefined) return [];
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
        const declared = sample.missing.get(feature);
        const sentinels = (profile.sentinels[index] ?? []).filter((value) => value !== declared);
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
            : `If it means "not computed", declare it: missing: { ${feature}: ${value} }. The model is given it as it stands.`;
        rows.push({
          fraction,
          outcome: {
            code,
            status,
            severity,
            message:
              status === 'finding'
                ? `'${feature}' ${what} in ${percent(undeclared / selected)} of '${name}' (${count(undeclared)} events). ${advice}`
                : `'${feature}' has a value in ${variable.sums.missingEvents === 0 ? 'every event' : `all but ${percent(fraction)}`} of '${name}'.`,
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
};
