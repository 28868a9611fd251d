import type { Measured, Outcome, Target } from '../../report/report';
import type { Estimate } from '../../stats/estimate';
import { checkOf, measuredOf } from '../check';
import { judgeChange, reportWorst, sigmasBelow, sigmasOfPower, simultaneousSigmas } from '../decision';
import type { Measurements } from '../measurements';
import { optionOf } from '../severity';
import { className, classTarget, count, interval, percent, percentChange, plain, signed } from '../wording';
import { continuousNuisances, responsesOf, type ContinuousNuisance, type Response } from './responses';
import { slopeFigures } from './slopeFigures';

const code = 'nuisance/slope';

/** A response whose curvature is below this part of its slope is called linear. */
const straight = 0.1;

interface Row {
  readonly outcome: Outcome;
  readonly response: Response;
  readonly excess: number;
}

/** How does the result follow a continuous nuisance, for one standard deviation of its prior? */
export const nuisanceSlope = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const responses = responsesOf(measured).flatMap((response) => {
      const effect = effectOf(response);
      return effect === undefined ? [] : [{ response, effect }];
    });
    const tolerance = optionOf(analysis, code, 'tolerance');
    const scoreTolerance = optionOf(analysis, code, 'score-tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const sigmas = simultaneousSigmas(alpha, responses.length);
    const rows = responses.map(({ response, effect }): Row => {
      const { nuisance, label, model, workingPoint } = response;
      const size = response.quantity === 'mean' ? undefined : nuisance.size;
      const accepted = size?.value ?? (response.quantity === 'mean' ? scoreTolerance : tolerance);
      const status = judgeChange(effect, sigmas, accepted);
      const needed = sigmasBelow(effect, sigmas);
      const missed = accepted + (needed + sigmasOfPower(needed)) * effect.error;
      const inUnit = (value: number): string => (response.quantity === 'mean' ? `${plain(value)} σ` : percent(value));
      const limit =
        size === undefined ? `the accepted ${inUnit(accepted)}` : `the size you declared (${percent(accepted)})`;
      const statement = `${statementOf(measured, response, effect)}${curved(response, sigmas)}`;
      const message = {
        finding: `${statement}: ${accepted > 0 ? `${plain(Math.abs(effect.value) / accepted)} times` : 'beyond'} ${limit}.`,
        pass: `${statement}: within ${limit}.`,
        undecided: `${statement}: too uncertain to compare with ${limit}; changes beyond ${inUnit(missed)} would have been seen.`,
      }[status];
      const target: Target = {
        nuisance: nuisance.name,
        ...classTarget(measured, label),
        ...('column' in nuisance ? { sample: nuisance.column.sample } : {}),
        ...(model === undefined ? {} : { model: model.model.name }),
        ...(workingPoint === undefined ? {} : { workingPoint }),
      };
      const declared = size !== undefined && status === 'finding';
      return {
        response,
        excess: Math.abs(effect.value) / accepted,
        outcome: {
          code,
          status,
          severity,
          message,
          at: declared ? { path: size.path } : { path: nuisance.path, on: 'key' },
          target,
          evidence: {
            ...evidenceOf(response, effect),
            ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
          },
        },
      };
    });
    return [
      ...continuousNuisances(measured).flatMap((nuisance) => notNominal(measured, nuisance, severity)),
      ...reportWorst(
        rows,
        ({ response }) => response.nuisance.name,
        ({ excess }) => excess,
        (worst, others) =>
          others.length === 0
            ? worst.outcome.message
            : `${worst.outcome.message} Also beyond: ${listed(measured, others)}.`,
      ),
    ];
  },

  figures: slopeFigures,
});

/** At the centre of its prior a parameter must give the nominal events. */
function notNominal(measured: Measurements, nuisance: ContinuousNuisance, severity: Outcome['severity']): Outcome[] {
  if (!('points' in nuisance)) return [];
  const { prior, points, name } = nuisance;
  const centre = points.find(({ value }) => Math.abs(value - prior.mean) < 1e-9 * prior.sigma);
  if (centre === undefined) return [];
  const changed = measured.analysis.nominal.reduce(
    (total, { sample }) => total + (measured.profiles.variations.get(sample)?.get(centre.key)?.changedEvents ?? 0),
    0,
  );
  if (changed === 0) return [];
  return [
    {
      code,
      status: 'finding',
      severity,
      message: `At the centre of its prior, ${plain(prior.mean)}, '${name}' does not give the nominal events: ${count(changed)} differ. Is the prior's mean the value that changes nothing?`,
      at: { path: prior.path },
      target: { nuisance: name },
      evidence: { changedEvents: changed },
    },
  ];
}

/** Relative change for one standard deviation; of a mean score in units of its nominal σ. */
function effectOf({ slope, sigma }: Response): Estimate | undefined {
  return sigma === undefined ? slope.relative : scaled(slope.slope, 1 / sigma);
}

function statementOf(measured: Measurements, response: Response, effect: Estimate): string {
  const { nuisance, quantity, slope } = response;
  const { prior } = nuisance;
  const step = `'${nuisance.name}': one standard deviation (${plain(prior.sigma)})`;
  const perUnit = scaled(slope.slope, 1 / prior.sigma);
  const change =
    quantity === 'mean'
      ? `${signed(effect)} σ of the nominal score`
      : quantity === 'yield'
        ? percentChange(effect)
        : `${percentChange(effect)} (slope ${signed(perUnit)} per unit)`;
  return `${step} changes ${quantityName(measured, response)} by ${change}`;
}

function quantityName(measured: Measurements, { quantity, label, model, workingPoint }: Response): string {
  const events = className(measured, label);
  if (quantity === 'yield') return `the yield of ${events}`;
  const ofModel = measured.models.length > 1 ? ` of '${model?.model.name ?? ''}'` : '';
  return quantity === 'mean'
    ? `the mean score${ofModel} for ${events}`
    : `the efficiency${ofModel} at '${workingPoint ?? ''}' for ${events}`;
}

/** What the parabola says of either side, where it is one. */
function curved(response: Response, sigmas: number): string {
  const { slope, curvature } = response.slope;
  if (curvature === undefined || Math.abs(curvature.value) <= sigmas * curvature.error) return '';
  if (Math.abs(curvature.value) <= straight * Math.abs(slope.value)) return '';
  const unit = unitOf(response);
  if (Math.abs(curvature.value) <= 1e-9 * unit) return '';
  const at = (side: number): string => {
    const change = side * slope.value + curvature.value;
    return response.quantity === 'mean'
      ? `${change >= 0 ? '+' : '−'}${plain(Math.abs(change) / unit)} σ`
      : `${change >= 0 ? '+' : '−'}${percent(Math.abs(change) / unit)}`;
  };
  return `, not linearly (${at(1)} up, ${at(-1)} down)`;
}

/** What changes are told in. */
function unitOf({ slope, sigma }: Response): number {
  return sigma ?? slope.centre.value;
}

function evidenceOf(response: Response, effect: Estimate): Record<string, Measured> {
  const { slope, quantity, nuisance } = response;
  const own: Record<string, Measured> =
    quantity === 'mean'
      ? { meanScore: interval(slope.centre), meanShift: interval(effect) }
      : quantity === 'yield'
        ? { yieldRatio: interval({ ...effect, value: 1 + effect.value }) }
        : {
            efficiency: interval(slope.centre),
            efficiencyRatio: interval({ ...effect, value: 1 + effect.value }),
          };
  return {
    slope: interval(scaled(slope.slope, 1 / nuisance.prior.sigma)),
    ...own,
    ...(slope.curvature && { curvature: interval(scaled(slope.curvature, 1 / unitOf(response))) }),
  };
}

const listedAtMost = 3;

function listed(measured: Measurements, rows: readonly Row[]): string {
  const names = rows.slice(0, listedAtMost).map(({ response }) => quantityName(measured, response));
  return rows.length > listedAtMost ? `${names.join(', ')} and ${rows.length - listedAtMost} more` : names.join(', ');
}

function scaled(estimate: Estimate, factor: number): Estimate {
  return { ...estimate, value: estimate.value * factor, error: estimate.error * Math.abs(factor) };
}
