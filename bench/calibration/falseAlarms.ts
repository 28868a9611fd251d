/** Whole analyses in which nothing is wrong: how often does one say that something is? */
import { catalogue, type CheckCode } from '../../src/config/catalogue';
import { drawCoverage, judge } from '../../src/checks';
import { questionsOf } from '../../src/checks/familyWise';
import type { Outcome } from '../../src/report/report';
import { Random } from '../../src/stats/random';
import { Laboratory, parsed } from './laboratory';
import type { Kind } from './nullAnalysis';
import { abcdKinds } from './nullAbcdKinds';
import { inferenceKinds } from './nullInferenceKinds';
import { nuisanceKinds } from './nullNuisanceKinds';
import { toldKinds } from './nullToldKinds';

export const kinds: readonly Kind[] = [...nuisanceKinds, ...toldKinds, ...abcdKinds, ...inferenceKinds];

const asked = kinds.map(({ text }) => new Set(questionsOf(parsed(text))));

/** Every check that may say that something differs, and is asked by one of the analyses. */
export const alarming: readonly CheckCode[] = catalogue
  .map(({ code }) => code)
  .filter((code) => asked.some((questions) => questions.has(code)));

function isFalseAlarm({ isTrue }: Kind, outcome: Outcome): boolean {
  return outcome.status === 'finding' && alarming.some((one) => one === outcome.code) && isTrue?.(outcome) !== true;
}

/** Options at which any difference that is significant is a finding. */
const strictOptions: Readonly<Record<string, number>> = {
  tolerance: 0,
  'shape-tolerance': 0,
  'correlation-tolerance': 0,
  'probability-tolerance': 0,
  'score-tolerance': 0,
  'odds-tolerance': 0,
  narrow: 1,
  minimum: 1e12,
  inflation: 1,
  constraint: 1,
  mean: 0,
  width: 0,
};

/** `checks:` for `alarming`. */
function withoutTolerance(): string {
  const lines = alarming.map((code) => {
    const { options } = catalogue.find((one) => one.code === code)!;
    const chosen = Object.keys(options).filter((option) => Object.hasOwn(strictOptions, option));
    return `  ${code}: { ${chosen.map((option) => `${option}: ${strictOptions[option]}`).join(', ')} }`;
  });
  return `checks:\n${lines.join('\n')}\n`;
}

/** Parts of the same kind together. */
export function addAlarms(parts: readonly Alarms[]): Alarms {
  const sum = (of: (part: Alarms) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const each = (of: (part: Alarms) => readonly number[]): number[] =>
    alarming.map((_, check) => sum((part) => of(part)[check]!));
  return {
    kind: parts[0]!.kind,
    analyses: sum(({ analyses }) => analyses),
    any: sum(({ any }) => any),
    answered: each(({ answered }) => answered),
    byCheck: each(({ byCheck }) => byCheck),
    strictAny: sum(({ strictAny }) => strictAny),
    strict: each(({ strict }) => strict),
    messages: parts.flatMap(({ messages }) => messages),
  };
}

export interface Alarms {
  readonly kind: string;
  readonly analyses: number;
  /** Analyses with any finding of these checks. */
  readonly any: number;
  /** Analyses in which each check had something to say: a row that was not skipped. */
  readonly answered: readonly number[];
  /** Analyses with a finding of each check. */
  readonly byCheck: readonly number[];
  /** The same with every tolerance at zero: what `alpha` promises. */
  readonly strictAny: number;
  readonly strict: readonly number[];
  readonly messages: readonly string[];
}

/** Events of each sample: 300, 1,000 and 3,000 in turn. */
const sizes = [300, 1000, 3000];

/** @param first number of the first of the analyses, so that they can be measured in parts */
export async function measureAlarms(kind: Kind, analyses: number, first = 0): Promise<Alarms> {
  const laboratory = new Laboratory(kind.text, kind.stubs);
  const analysis = parsed(kind.text);
  const strictAnalysis = parsed(kind.text + withoutTolerance());
  let any = 0;
  let strictAny = 0;
  const answered = alarming.map(() => 0);
  const byCheck = alarming.map(() => 0);
  const strict = alarming.map(() => 0);
  const messages: string[] = [];
  for (let number = first; number < first + analyses; number++) {
    const name = `false alarms/${kind.name}/${number}`;
    const n = sizes[number % sizes.length]!;
    const samples = Object.fromEntries(
      Object.entries(kind.samples).map(([sample, classes]) => [
        sample,
        kind.draw(n, classes, new Random(`${name}/${sample}`), sample),
      ]),
    );
    const measured = await laboratory.measure(samples, name);
    const base = { measured, theory: undefined, fit: undefined };
    const coverage = await drawCoverage({ ...base, analysis }, () => Promise.resolve());
    const drawn = { ...base, ...(coverage && { coverage }) };
    const outcomes = judge({ ...drawn, analysis });
    const found = outcomes.filter((outcome) => isFalseAlarm(kind, outcome) && outcome.severity !== 'hint');
    const strictly = new Set(
      judge({ ...drawn, analysis: strictAnalysis }).flatMap((outcome) =>
        isFalseAlarm(kind, outcome) ? [outcome.code] : [],
      ),
    );
    if (found.length > 0) any++;
    if (strictly.size > 0) strictAny++;
    messages.push(...found.map(({ message, code }) => `${code} (n = ${n}): ${message}`));
    alarming.forEach((check, index) => {
      if (outcomes.some(({ code, status }) => code === check && status !== 'skipped')) answered[index]!++;
      if (found.some(({ code }) => code === check)) byCheck[index]!++;
      if (strictly.has(check)) strict[index]!++;
    });
  }
  return { kind: kind.name, analyses, any, answered, byCheck, strictAny, strict, messages };
}
