/** Whether the templates can carry a fit: bins that expect nothing, few simulated events, sides that are missing. */
import type { Measured, Outcome } from '../../report/report';
import { cramerRao } from '../../inference/information';
import { strengthIndex } from '../../inference/fitModel';
import { halfWidth } from '../../inference/interval';
import { totalAt, type Templates } from '../../inference/templates';
import { ToldFit } from '../../inference/toldFit';
import { checkOf } from '../check';
import { optionOf } from '../severity';
import { count, percent, plain } from '../wording';
import { fitsOf, type FittedModel } from './fittedModels';

const code = 'inference/templates';

export const inferenceTemplates = checkOf(code, fitsOf, {
  judge(fits, severity, { analysis }) {
    const { path } = fits.inference;
    const about = { code, severity, at: { path, on: 'key' as const } };
    const tolerance = optionOf(analysis, code, 'tolerance');
    const minimum = optionOf(analysis, code, 'minimum');
    return [
      ...fits.unfitted.map(({ model, reason }): Outcome => ({
        ...about,
        status: 'finding',
        message: `There is no fit with the score of '${model.model.name}': ${reason}.`,
        target: { model: model.model.name },
        evidence: {},
      })),
      ...fits.fitted.map((one) => ({ ...about, ...judge(one, tolerance, minimum) })),
    ];
  },
});

function judge(
  { model, score, fit, expected }: FittedModel,
  tolerance: number,
  minimum: number,
): Pick<Outcome, 'status' | 'message' | 'target' | 'evidence'> {
  const { templates } = score;
  const { name } = model.model;
  const empty = totalAt(templates, 1).reduce((bins, content) => bins + (content > 0 ? 0 : 1), 0);
  const fewest = Math.min(...effectiveEvents(templates));
  const growth = growthByTemplates(fit.templates, fit.options.interpolation);
  const evidence: Record<string, Measured> = { bins: templates.bins, emptyBins: empty, effectiveEvents: fewest };
  if (growth !== undefined) evidence['growth'] = growth;
  const troubles = [
    ...(fit instanceof ToldFit ? coarse(fit, expected) : []),
    ...(empty > 0
      ? [`${count(empty)} of ${count(templates.bins)} bins expect no events or fewer than none: ask for fewer bins`]
      : []),
    ...(growth !== undefined && growth > tolerance
      ? [
          `the finite number of simulated events makes the uncertainty ${percent(growth)} larger (accepted ${percent(tolerance)})`,
        ]
      : []),
    ...score.incomplete.map(
      ({ nuisance, process, sample }) =>
        `'${sample}' has no event of '${process}', so '${nuisance}' is taken to leave it alone`,
    ),
  ];
  const remarks = [
    ...(score.mirrored.length > 0 ? [`mirrored, for they have one side: ${list(score.mirrored)}`] : []),
    ...(fit.linearised.length > 0 ? [`linear, for a yield is not positive: ${list(fit.linearised)}`] : []),
  ];
  const what = `Templates of '${name}' in ${count(templates.bins)} bins, the poorest with ${plain(fewest)} effective simulated events`;
  const remark = remarks.length === 0 ? '' : ` Nuisances ${remarks.join('; ')}.`;
  const about = { target: { model: name }, evidence };
  if (troubles.length > 0) {
    return { ...about, status: 'finding', message: `${what}: ${troubles.join('; ')}.${remark}` };
  }
  if (fewest < minimum) {
    const message = `${what}: fewer than ${plain(minimum)}, so that its error is not known well. Ask for fewer bins, or simulate more.${remark}`;
    return { ...about, status: 'undecided', message, evidence: { ...evidence, minimumDetectable: minimum } };
  }
  const message = `${what}; they make the uncertainty ${percent(growth ?? 0)} larger.${remark}`;
  return { ...about, status: 'pass', message };
}

/** Values that lie further apart than what the fit makes of them: what happens between is not seen. */
function coarse({ told, step }: ToldFit, { impacts }: FittedModel['expected']): string[] {
  const sigma = impacts.flatMap(({ name, nuisance }) => (name === told ? [halfWidth(nuisance)] : []))[0];
  if (sigma === undefined || sigma > step / 2) return [];
  return [
    `the model is told values of '${told}' ${plain(step)} σ apart, and the fit measures it to ± ${plain(sigma)} σ: give its 'grid' more points`,
  ];
}

/** Of all processes together, in each bin: (Σw)²/Σw². */
function effectiveEvents({ bins, processes }: Templates): number[] {
  return Array.from({ length: bins }, (_, bin) => {
    const content = processes.reduce((total, { contents }) => total + contents[bin]!, 0);
    const squares = processes.reduce((total, process) => total + process.squares[bin]!, 0);
    return squares > 0 ? content ** 2 / squares : 0;
  });
}

/** What the statistical error of the templates adds to the bound on the strength, as a fraction. */
function growthByTemplates(templates: Templates, interpolation: 'linear' | 'exponential'): number | undefined {
  const [with_, without] = [true, false].map(
    (templateErrors) => cramerRao(templates, { interpolation, templateErrors })?.[strengthIndex],
  );
  return with_ === undefined || without === undefined ? undefined : with_ / without - 1;
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
