/** What checks measure beside yields and efficiencies, as rows of a hover: one for each number of an answer. */
import type { ConfigPath } from '../../config/analysis';
import type { Measured, Outcome, Target } from '../../report/report';
import type { Word, Words } from '../words';
import { numberOf } from './numbers';
import { groupName } from './sampleHover';

interface Quantity {
  /** The answers that tell it. */
  readonly code: string;
  /** Its name in the evidence. */
  readonly name: string;
  readonly word: Word;
  readonly unit?: string;
}

/** In the order in which they are told. */
const quantities: readonly Quantity[] = [
  { code: 'nuisance/slope', name: 'meanShift', word: 'meanScoreMoves', unit: 'σ' },
  { code: 'decorrelation/apparent', name: 'apparent', word: 'apparentSize' },
  { code: 'decorrelation/apparent', name: 'actual', word: 'actualSize' },
  { code: 'decorrelation/dependence', name: 'distanceCorrelationSquared', word: 'distanceCorrelation' },
  { code: 'decorrelation/sculpting', name: 'inverseJsd', word: 'inverseJsd' },
  { code: 'calibration/drifts', name: 'calibrationDrift', word: 'calibrationDrift' },
  { code: 'learned/observables', name: 'averageDecisionOrdering', word: 'decisionOrdering' },
  { code: 'learned/flips', name: 'reversedPairs', word: 'reversedPairs' },
  { code: 'safety/undetected', name: 'efficiencyChange', word: 'unnoticedChange' },
  { code: 'inference/over-constrained', name: 'constraint', word: 'fitConstraint' },
  { code: 'abcd/closure', name: 'nonClosure', word: 'nonClosure' },
  { code: 'abcd/closure', name: 'closureUncertainty', word: 'closureUncertainty' },
  { code: 'pull/theory', name: 'mean', word: 'pullMean' },
  { code: 'pull/theory', name: 'width', word: 'pullWidth' },
  { code: 'pull/regression', name: 'mean', word: 'pullMean' },
  { code: 'pull/regression', name: 'width', word: 'pullWidth' },
  { code: 'emulator/interval', name: 'profile', word: 'profileInterval' },
  { code: 'emulator/interval', name: 'marginal', word: 'posteriorInterval' },
  { code: 'emulator/prior', name: 'pull', word: 'fitPull' },
  { code: 'emulator/prior', name: 'constraint', word: 'fitConstraint' },
  { code: 'pull/fit', name: 'pull', word: 'fitPull' },
  { code: 'pull/fit', name: 'constraint', word: 'fitConstraint' },
];

/** @param severalModels whether the model has to be named */
export function quantityRows(outcomes: readonly Outcome[], severalModels: boolean, words: Words): string[][] {
  const rows = new Map<string, string[]>();
  for (const { code, name, word, unit } of quantities) {
    for (const outcome of outcomes) {
      const measured = outcome.code === code ? outcome.evidence[name] : undefined;
      if (measured === undefined) continue;
      const subject = subjectOf(outcome, severalModels, words);
      const label = subject === '' ? words[word] : `${words[word]}: ${subject}`;
      // A finding that stands for several tells the numbers of its worst once more.
      if (!rows.has(label)) rows.set(label, [label, valueIn(measured, unit)]);
    }
  }
  return [...rows.values()];
}

/** Answers about a node of the analysis file or what it holds. */
export function outcomesIn(outcomes: readonly Outcome[], path: ConfigPath): readonly Outcome[] {
  return outcomes.filter(({ at }) => path.every((key, depth) => at.path[depth] === key));
}

function valueIn(measured: Measured, unit: string | undefined): string {
  return unit === undefined ? numberOf(measured) : `${numberOf(measured)} ${unit}`;
}

/** `plain, class 0, half`: what of the target the thing that is hovered does not say by itself. */
function subjectOf({ code, target, question }: Outcome, severalModels: boolean, words: Words): string {
  const parts: readonly (string | undefined)[] = [
    ...(code === 'pull/theory' ? [definitionOf(target, words)] : []),
    ...(code === 'pull/fit' ? [target.nuisance] : []),
    ...(code.startsWith('emulator/') ? [target.feature, question] : []),
    severalModels ? target.model : undefined,
    target.sample !== undefined || target.class !== undefined ? groupName(target, words) : undefined,
    target.workingPoint,
    code.startsWith('nuisance/') || code.startsWith('learned/') ? target.side : undefined,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(', ');
}

/** By what a theory's pulls are divided. */
function definitionOf({ feature }: Target, words: Words): string | undefined {
  if (feature === 'pullScale') return words.byScale;
  return feature === 'pullReference' ? words.byReference : feature;
}
