/** Do the members of an ensemble differ more where spoilt features lower the AUC, as their spread is meant to tell? */
import { isEnsemble } from '../../config/ensembleMembers';
import type { CorruptionKind } from '../../config/corruptionsSection';
import type { CorruptionLevel, CorruptionProfile, Stated } from '../../profile/corruptionProfile';
import type { Measured, Outcome } from '../../report/report';
import type { Estimate } from '../../stats/estimate';
import { checkOf, measuredOf } from '../check';
import { detectableSigmas, judgeInterval, reportWorst, simultaneousSigmas } from '../decision';
import { detectableAucDifference, nominalAucGrowth } from '../detectableGrowth';
import { nominalAuc } from '../modelAuc';
import type { MeasuredModel, Measurements } from '../measurements';
import { optionOf } from '../severity';
import { interval, percent, plain, signed } from '../wording';
import { corruptionFigures } from './corruptionFigures';
import { memberWord } from './memberWords';

const code = 'epistemic/corruption';

/** More events than this part left out, and what is spoilt is not what is selected. */
const mostLeftOut = 0.05;

type Status = 'finding' | 'pass' | 'undecided';

/** One step of an ensemble. */
interface Step {
  readonly level: CorruptionLevel;
  readonly spread: Stated;
  readonly status: Status;
  /** Whether the AUC falls by more than is accepted. */
  readonly falls: Status;
  /** Limits of the ratio of the spreads. */
  readonly low: number;
  readonly high: number;
  /** What would have been seen: of the ratio where the AUC falls for certain, else of the fall. */
  readonly missed: number;
}

export const epistemicCorruption = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis: { corruptions } }) {
    if (corruptions === undefined) return [];
    const at = { path: ['corruptions'], on: 'key' as const };
    const usable = corruptedModels(measured).filter(({ model: { model } }) => isEnsemble(model));
    const rows = usable.reduce((total, { profile }) => total + profile.levels.length, 0);
    const outcomes = usable.flatMap(({ model, profile }) => {
      const growth = rescoredAucGrowth(measured, model, profile.nominal.auc);
      return corruptions.flatMap(({ kind }) => {
        const steps = profile.levels
          .filter((level) => level.kind === kind)
          .flatMap((level) => stepOf(measured, level, rows, growth));
        const told = toldStep(steps);
        if (told === undefined) return [];
        const { level, spread, status } = told;
        const outcome: Outcome = {
          code,
          status,
          severity,
          message: messageOf(measured, model, told),
          at,
          target: { model: model.model.name },
          evidence: {
            ...evidenceOf(level, spread, profile),
            ...(status === 'undecided' && { minimumDetectable: told.missed }),
          },
        };
        return [{ outcome, model, told }];
      });
    });
    return [
      ...skipped(measured).map((message): Outcome => ({
        code,
        status: 'skipped',
        severity,
        message,
        at,
        target: {},
        evidence: {},
      })),
      ...reportWorst(
        outcomes,
        ({ model }) => model.model.name,
        ({ told }) => -told.level.change.value,
        ({ outcome }, others) =>
          others.length === 0
            ? outcome.message
            : `${outcome.message} Likewise ${others.map(({ told }) => doneText(told.level)).join(', ')}.`,
      ),
    ];
  },

  figures: (measured) => corruptionFigures(measured, corruptedModels(measured)),
});

export interface CorruptedModel {
  readonly model: MeasuredModel;
  readonly profile: CorruptionProfile & { readonly nominal: NonNullable<CorruptionProfile['nominal']> };
}

function corruptedModels(measured: Measurements): CorruptedModel[] {
  return measured.models.flatMap((model): CorruptedModel[] => {
    const profile = measured.profiles.corruptions?.get(model.model.name);
    const nominal = profile?.nominal;
    return profile === undefined || nominal === undefined || !isUsable(profile)
      ? []
      : [{ model, profile: { ...profile, nominal } }];
  });
}

function isUsable({ events, leftOut }: CorruptionProfile): boolean {
  return events > 0 && leftOut <= mostLeftOut * (events + leftOut);
}

/** That of the events that were scored again, which may be a part of all. */
function rescoredAucGrowth(measured: Measurements, model: MeasuredModel, { error }: Estimate): number {
  const all = nominalAuc(measured, model)?.error ?? error;
  return nominalAucGrowth(measured, model) * (all > 0 ? (error / all) ** 2 : 1);
}

function stepOf({ analysis }: Measurements, level: CorruptionLevel, rows: number, aucGrowth: number): Step[] {
  const { spread } = level.stated;
  if (spread === undefined) return [];
  const [loss, growth] = [optionOf(analysis, code, 'loss'), optionOf(analysis, code, 'growth')];
  const alpha = optionOf(analysis, code, 'alpha');
  const [sigmas, detected] = [simultaneousSigmas(alpha, rows), detectableSigmas(alpha, rows)];
  const { value: ratio, logError } = spread.ratio;
  const fall = -level.change.value;
  // A rise is no fall, however large.
  const falls = judgeInterval(Math.max(fall, 0), sigmas * level.change.error, loss);
  const [low, high] = [ratio * Math.exp(-sigmas * logError), ratio * Math.exp(sigmas * logError)];
  const status =
    falls === 'pass' || low >= growth ? 'pass' : falls === 'finding' && high < growth ? 'finding' : 'undecided';
  const missed =
    falls === 'finding'
      ? growth * Math.exp(-detected * logError)
      : detectableAucDifference(detected, level.change.error, aucGrowth, loss);
  return [{ level, spread, status, falls, low, high, missed }];
}

/** The gravest answer, where the AUC falls most; where all is well, the largest severity. */
function toldStep(steps: readonly Step[]): Step | undefined {
  for (const status of ['finding', 'undecided'] as const) {
    const [first, ...others] = steps.filter((step) => step.status === status);
    if (first !== undefined) {
      return others.reduce((one, step) => (step.level.change.value < one.level.change.value ? step : one), first);
    }
  }
  return steps.at(-1);
}

function messageOf({ analysis, models }: Measurements, { model }: MeasuredModel, step: Step): string {
  const { level, spread, status, falls, low, high, missed } = step;
  const [loss, growth] = [optionOf(analysis, code, 'loss'), optionOf(analysis, code, 'growth')];
  const ofModel = models.length > 1 ? ` of '${model.name}'` : '';
  const auc = `${firstLetterUp(doneText(level))} the AUC${ofModel} changes by ${signed(level.change)} to ${plain(level.auc.value)}`;
  const numbers = `${auc}, and the ${memberWord(model)} differ by ${plain(spread.ratio.value)} times as much as before (${plain(low)} to ${plain(high)})`;
  switch (status) {
    case 'finding':
      return `${numbers}, where ${plain(growth)} is expected. Their spread does not tell that the model has become worse: do not quote it as the uncertainty of such events.`;
    case 'pass':
      return falls === 'pass'
        ? `${numbers}: it falls by no more than ${plain(loss)}.`
        : `${numbers}, at least the ${plain(growth)} that is expected.`;
    case 'undecided':
      return falls === 'finding'
        ? `${numbers}: too uncertain to compare with ${plain(growth)}; below ${plain(missed)} it would have been seen.`
        : `${numbers}: too uncertain to tell whether it falls by more than ${plain(loss)}; beyond ${plain(missed)} it would have been seen.`;
  }
}

const done: Readonly<Record<CorruptionKind, (size: number) => string>> = {
  noise: (size) => `with noise of ${plain(size)} σ on every feature`,
  scale: (size) => `with every feature scaled up by ${percent(size)}`,
  dropped: (size) => `with ${percent(size)} of the values dropped`,
};

/** `with noise of 0.4 σ on every feature (severity 3)` */
function doneText({ kind, size, severity }: CorruptionLevel): string {
  return `${done[kind](size)} (severity ${severity})`;
}

function firstLetterUp(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function evidenceOf(level: CorruptionLevel, spread: Stated, profile: CorruptionProfile): Record<string, Measured> {
  const { value, logError } = spread.ratio;
  return {
    severity: level.severity,
    size: level.size,
    auc: interval(level.auc),
    aucDifference: interval(level.change),
    spread: interval(spread.mean),
    ratio: { value, low: value * Math.exp(-logError), high: value * Math.exp(logError) },
    events: profile.events,
  };
}

function skipped(measured: Measurements): string[] {
  if (measured.binaryLabels() === undefined) return ['No feature is spoilt: an AUC takes two classes.'];
  return measured.models.flatMap(({ model }) => {
    const { name, features } = model;
    if (features.some(({ nuisance }) => nuisance !== undefined)) {
      return [`Features of '${name}' are not spoilt: it is told the value of a nuisance, which is kept with no event.`];
    }
    const profile = measured.profiles.corruptions?.get(name);
    if (profile !== undefined && !isUsable(profile)) {
      return [
        `Features of '${name}' are not spoilt: of ${profile.leftOut} of ${profile.events + profile.leftOut} events the score cannot be had from the kept features (lists, or values that are missing).`,
      ];
    }
    if (profile?.nominal === undefined) {
      return [`Features of '${name}' are not spoilt: a class has no positive sum of weights, and there is no AUC.`];
    }
    return isEnsemble(model)
      ? []
      : [
          `'${name}' is a single model, which states no uncertainty of its own that could grow: what happens to its AUC is drawn. Members of an ensemble (\`files:\`) differ.`,
        ];
  });
}
