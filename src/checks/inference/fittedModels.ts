/** The fits of an analysis: for each model what it promises on expected data, and what it finds in those that are there. */
import type { Inference } from '../../config/inferenceSection';
import { columnText } from '../../data/expression/expression';
import { fittedNuisances, hypothesesOf, toldNuisances } from '../../config/toldFits';
import { FitModel, strengthIndex, type Fit, type FitOptions } from '../../inference/fitModel';
import { movedTemplates, ToldFit, type ToldPoint } from '../../inference/toldFit';
import { impactOf, type Impact } from '../../inference/impacts';
import { cramerRao } from '../../inference/information';
import { halfWidth, profileInterval, profileRatio, type ProfileInterval } from '../../inference/interval';
import type { Observation } from '../../inference/likelihood';
import type { Minimum } from '../../inference/minimise';
import { templateNoise, type TemplateNoise } from '../../inference/templateNoise';
import { totalAt, type SideNoise, type Templates } from '../../inference/templates';
import { Random } from '../../stats/random';
import { arrayFingerprint } from '../../stats/drawMemo';
import type { Judged } from '../check';
import type { MeasuredModel, Measurements } from '../measurements';
import { emptyProcesses, scoreTemplates, sharedEvents, type ScoreTemplates } from './scoreTemplates';

/** What one fit of one set of data says. */
export interface FitResult {
  readonly data: Observation;
  readonly best: Minimum;
  readonly strength: ProfileInterval;
  /** With all nuisances and the scales of the bins at nominal: what counting alone leaves open. */
  readonly statistical: ProfileInterval;
  /** √ of −2 ln of the likelihood ratio of no signal, with and without nuisances; 0 for a negative strength. */
  readonly significance: number;
  readonly statisticalSignificance: number;
  readonly impacts: readonly Impact[];
}

export interface FittedModel {
  readonly model: MeasuredModel;
  readonly score: ScoreTemplates;
  /** Names the templates and how they are fitted, for what is drawn of them. */
  readonly key: string;
  readonly fit: FitModel | ToldFit;
  /** Without nuisances, and as if the templates had no statistical error. */
  readonly plain: FitModel;
  readonly expected: FitResult;
  readonly observed: FitResult | undefined;
  /** Cramér-Rao bound of the strength with all nuisances and without. */
  readonly bound: number;
  readonly plainBound: number;
  /** Expected interval of the strength without nuisances, with the errors of templates, over that without both. */
  readonly templateErrors: number;
  /** What the finite number of simulated events does to what is expected. */
  readonly noise: TemplateNoise;
}

/** Why there is no fit of a model. */
export interface Unfitted {
  readonly model: MeasuredModel;
  readonly reason: string;
}

export interface Fits {
  readonly inference: Inference;
  readonly fitted: readonly FittedModel[];
  readonly unfitted: readonly Unfitted[];
}

/** Of sets of templates drawn again. */
const pairs = 100;
const known = new WeakMap<Measurements, Fits>();

/**
 * Fits before anything is judged.
 * @param pause called now and then with the fraction that is done: lets others work, and throws to cancel
 */
export async function drawFits(
  { analysis: { inference }, measured }: Judged,
  pause: (fraction: number) => Promise<void>,
): Promise<void> {
  if (inference === undefined || measured === undefined || known.has(measured)) return;
  const steps = fitAll(measured, inference);
  let last = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) {
      known.set(measured, step.value);
      return;
    }
    if (performance.now() - last < 20) continue;
    await pause(step.value);
    last = performance.now();
  }
}

/** Undefined for an analysis that infers nothing. */
export function fitsOf({ analysis: { inference }, measured }: Judged): Fits | undefined {
  if (inference === undefined || measured === undefined) return undefined;
  let fits = known.get(measured);
  if (fits === undefined) {
    const steps = fitAll(measured, inference);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    known.set(measured, (fits = step.value));
  }
  return fits;
}

/** Says from time to time what fraction is done. */
type Steps<Result> = Generator<number, Result, void>;

function* fitAll(measured: Measurements, inference: Inference): Steps<Fits> {
  const [empty] = emptyProcesses(measured, inference);
  const [shared] = sharedEvents(measured, inference);
  const reason =
    empty !== undefined
      ? `'${empty.text}' has no event`
      : shared !== undefined
        ? `the events of '${shared.text}' are also in another process of the fit`
        : undefined;
  if (reason !== undefined) {
    return { inference, fitted: [], unfitted: measured.models.map((model) => ({ model, reason })) };
  }
  const results: (FittedModel | Unfitted)[] = [];
  for (const [index, model] of measured.models.entries()) {
    results.push(yield* parts(fitModel(measured, inference, model), index, measured.models.length));
  }
  return {
    inference,
    fitted: results.flatMap((one) => ('reason' in one ? [] : [one])),
    unfitted: results.flatMap((one) => ('reason' in one ? [one] : [])),
  };
}

/** One of several steps of the same size. */
function* parts<Result>(steps: Steps<Result>, index: number, count: number): Steps<Result> {
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) yield (index + step.value) / count;
  return step.value;
}

function* fitModel(measured: Measurements, inference: Inference, model: MeasuredModel): Steps<FittedModel | Unfitted> {
  const { analysis } = measured;
  const aware = fittedNuisances(analysis, inference).find(({ continuous }) => {
    const column = continuous?.kind === 'column' ? continuous.column : undefined;
    return column !== undefined && model.model.features.some(({ text }) => text === columnText(column));
  });
  if (aware !== undefined) {
    const reason = `its feature is the nuisance '${aware.name}' itself, a column that data do not have: write { nuisance: ${aware.name} } among its features`;
    return { model, reason };
  }
  const [told, another] = toldNuisances(analysis, inference, model.model);
  if (told !== undefined && another !== undefined) {
    return { model, reason: `it is told two nuisances of the fit, '${told.name}' and '${another.name}'` };
  }
  const hypotheses = told === undefined ? [] : hypothesesOf(told);
  const nominal = hypotheses.find(({ sigmas }) => sigmas === 0);
  if (told !== undefined && (nominal === undefined || hypotheses.length < fewestHypotheses)) {
    const reason = `it is told '${told.name}', whose 'grid' needs ${fewestHypotheses} points or more, its nominal value among them`;
    return { model, reason };
  }
  const score = scoreTemplates(measured, inference, model, nominal);
  const { templates } = score;
  const whole = totalAt(templates, 1);
  for (const signal of [true, false]) {
    const yields = templates.processes
      .filter((process) => process.signal === signal)
      .reduce((total, { contents }) => total + contents.reduce((sum, content) => sum + content, 0), 0);
    if (!(yields > 0)) {
      return { model, reason: `the sum of weights of the ${signal ? 'signal' : 'background'} is not positive` };
    }
  }
  if (!whole.every(Number.isFinite)) return { model, reason: 'its templates are not finite' };
  const options: FitOptions = { interpolation: inference.interpolation, templateErrors: inference.templateErrors };
  const scores = hypotheses.map((one) => (one === nominal ? score : scoreTemplates(measured, inference, model, one)));
  const key = [
    'inference',
    JSON.stringify(options),
    arrayFingerprint(
      ...[score, ...scores].flatMap((one) => [
        ...arraysOf(one.templates),
        ...(one.own ?? []).flatMap(({ contents, squares }) => [contents, squares]),
        ...(one.data ? [one.data] : []),
      ]),
    ),
  ].join('/');
  const fit =
    told === undefined
      ? new FitModel(templates, options)
      : new ToldFit(
          1 + templates.nuisances.findIndex(({ name }) => name === told.name),
          hypotheses.map(({ sigmas }, index) => toldPoint(sigmas, scores[index]!, options)),
        );
  const plain = new FitModel({ ...templates, nuisances: [] }, { ...options, templateErrors: false });
  const bound = cramerRao(templates, options)?.[strengthIndex];
  const plainBound = cramerRao(plain.templates, plain.options)?.[strengthIndex];
  const data = score.data;
  const steps = data === undefined ? 2 : 3;
  const random = (): Random => new Random(`${measured.seed}/${model.model.name}/templates`);
  const drawn = measured.memo.remember<{ noise?: TemplateNoise | undefined }>(`${key}/noise`, () => ({}));
  if (!('noise' in drawn)) drawn.noise = yield* parts(templateNoise(templates, options, random(), pairs), 0, steps);
  const { noise } = drawn;
  if (bound === undefined || plainBound === undefined || noise === undefined) {
    return { model, reason: 'its bins do not tell the parameters apart' };
  }
  const toldData = scores.flatMap((one) => one.data ?? []);
  const resultFor = function* (name: string, counted: Observation, part: number): Steps<FitResult> {
    const kept = measured.memo.remember<{ result?: FitResult }>(`${key}/${name}`, () => ({}));
    kept.result ??= yield* parts(resultOf(fit, plain, counted, bound, plainBound), part, steps);
    return kept.result;
  };
  const expected = yield* resultFor('expected', fit.asimov(1), 1);
  return {
    model,
    score,
    key,
    fit,
    plain,
    bound,
    plainBound,
    noise,
    expected,
    templateErrors: options.templateErrors
      ? halfWidth(countingInterval(new FitModel(plain.templates, options), plainBound)) /
        halfWidth(expected.statistical)
      : 1,
    observed: data && (yield* resultFor('observed', fit.data(data, toldData), 2)),
  };
}

/** So that there are four on each side of nominal. */
const fewestHypotheses = 9;

function toldPoint(value: number, { templates, own }: ScoreTemplates, options: FitOptions): ToldPoint {
  // At nominal the events are the same, and the nuisance has its slopes.
  const whole = own === undefined || value === 0 ? templates : movedTemplates(templates, own, options.interpolation);
  return { value, fit: new FitModel(whole, options), nominal: templates };
}

function* resultOf(fit: Fit, plain: FitModel, data: Observation, bound: number, plainBound: number): Steps<FitResult> {
  const best = fit.fit(data);
  const plainData = plain.data(data.counts);
  const plainBest = plain.fit(plainData);
  const alwaysTold = fit instanceof ToldFit ? fit.toldNominally : fit;
  const discovery = (model: Fit, of: Observation, minimum: Minimum): number =>
    minimum.at[strengthIndex]! > 0 ? Math.sqrt(profileRatio(model, of, minimum, strengthIndex, 0).ratio) : 0;
  const errors = fit.standardErrors(data, best);
  const impacts: Impact[] = [];
  for (const nuisance of fit.templates.nuisances.keys()) {
    impacts.push(impactOf(fit, data, best, nuisance, errors));
    yield (nuisance + 1) / fit.templates.nuisances.length;
  }
  return {
    data,
    best,
    strength: profileInterval(fit, data, best, strengthIndex, bound),
    statistical: profileInterval(plain, plainData, plainBest, strengthIndex, plainBound),
    // Without signal there is no value of the nuisance to be told.
    significance: discovery(alwaysTold, data, fit === alwaysTold ? best : alwaysTold.fit(data)),
    statisticalSignificance: discovery(plain, plainData, plainBest),
    impacts,
  };
}

/** Expected, without nuisances. */
function countingInterval(fit: FitModel, guess: number): ProfileInterval {
  const data = fit.asimov(1);
  return profileInterval(fit, data, fit.fit(data), strengthIndex, guess);
}

function arraysOf({ processes, nuisances }: Templates): Float64Array[] {
  return [
    ...processes.flatMap(({ contents, squares }) => [contents, squares]),
    ...nuisances.flatMap(({ shifts }) =>
      shifts.flatMap((shift) =>
        shift === undefined
          ? [new Float64Array(1)]
          : [
              shift.up,
              shift.down,
              ...noiseArrays(shift.upNoise),
              ...noiseArrays(shift.downNoise),
              ...(shift.points ?? []).flatMap(({ value, contents, noise }) => [
                Float64Array.of(value),
                contents,
                ...noiseArrays(noise),
              ]),
            ],
      ),
    ),
  ];
}

function noiseArrays(noise: SideNoise | undefined): Float64Array[] {
  if (noise === undefined) return [new Float64Array(1)];
  const { along, weighted, crossing } = noise;
  return [
    weighted,
    ...[along, crossing].flatMap(({ rows, columns, values }) => [
      Float64Array.from(rows),
      Float64Array.from(columns),
      values,
    ]),
  ];
}
