import { isScalar } from 'yaml';
import type {
  Analysis,
  ConfigPath,
  ExpressionText,
  Nuisance,
  Prior,
  Sample,
  Suppression,
  TheoryPulls,
  Variation,
} from './analysis';
import { abcdOf } from './abcdSection';
import { buildModel } from './buildModel';
import { settingsOf } from './checksSection';
import { corruptionsOf } from './corruptionsSection';
import { emulatorOf } from './emulatorSection';
import { gridPoints, roundedValue } from './gridPoints';
import { inferenceOf } from './inferenceSection';
import { learnedOf } from './learnedSection';
import { listOf, mapOf, reference, referencesOf, type AnalysisPart } from './partly';
import type { PlainValue } from './plainValue';
import { priorNumbers } from './priorText';
import { fitOf } from './pullsSection';
import { sizeOf } from './relativeSize';
import { undetectedOf } from './undetectedSection';
import { scalarText, type YamlSource } from './yamlSource';

type SamplePart = NonNullable<NonNullable<AnalysisPart['samples']>[string]>;
type NuisancePart = NonNullable<NonNullable<AnalysisPart['nuisances']>[string]>;
type SidePart = NonNullable<NuisancePart['up']>;
type TheoryPart = NonNullable<NonNullable<AnalysisPart['pulls']>['theory']>;
type Texts = Readonly<Record<string, string | undefined>>;

/**
 * The analysis that a file describes, as far as it is valid.
 * @param value what `grammarProblems` left: a part of what the grammar allows
 */
export function buildAnalysis(value: PlainValue, source: YamlSource, suppressions: readonly Suppression[]): Analysis {
  // The schema has taken out all that is not of this type.
  const file = (value ?? {}) as AnalysisPart;
  const read = new Reader(source);
  const models = new Map([
    ...(file.model === undefined ? [] : [['model', buildModel(file.model, ['model'], 'model')] as const]),
    ...mapOf(file.models, ['models'], buildModel),
  ]);
  const hypothesised = new Set(
    [...models.values()].flatMap(({ features }) => features.map((one) => one.nuisance?.name)),
  );
  const theory = file.pulls?.theory && read.theory(file.pulls.theory, ['pulls', 'theory']);
  const fit = file.pulls?.fit && fitOf(file.pulls.fit, ['pulls', 'fit']);
  const inference = file.inference && inferenceOf(file.inference, ['inference']);
  const corruptions = file.corruptions === undefined ? [] : corruptionsOf(file.corruptions, ['corruptions']);
  const emulator = file.emulator && emulatorOf(file.emulator, ['emulator']);
  return {
    samples: mapOf(file.samples, ['samples'], (part, path, name) => read.sample(part, path, name)),
    models,
    nominal: listOf(file.nominal, ['nominal'], (sample, path) => ({ sample, path })),
    application: mapOf(file.application, ['application'], (sample, path) => ({ sample, path })),
    nuisances: mapOf(file.nuisances, ['nuisances'], (part, path, name) => ({
      ...read.nuisance(part, path, name),
      ...(hypothesised.has(name) && { hypothesised: true as const }),
    })),
    protected: listOf(file.protected, ['protected'], (text, path) => ({ text, path })),
    pulls: {
      ...(theory && { theory }),
      ...(fit && { fit }),
    },
    ...(file.undetected && { undetected: undetectedOf(file.undetected, ['undetected']) }),
    ...(corruptions.length > 0 && { corruptions }),
    ...(file.learned && { learned: learnedOf(file.learned, ['learned']) }),
    ...(inference && { inference }),
    ...(emulator && { emulator }),
    ...(file.abcd && { abcd: abcdOf(file.abcd, ['abcd']) }),
    checks: mapOf(file.checks, ['checks'], (part, path) => settingsOf(part, path)),
    suppressions,
  };
}

class Reader {
  constructor(readonly source: YamlSource) {}

  sample(part: SamplePart, path: ConfigPath, name: string): Sample {
    return {
      name,
      path,
      files: referencesOf(part.file, [...path, 'file']),
      ...(part.friends !== undefined && { friends: referencesOf(part.friends, [...path, 'friends']) }),
      ...this.#optional('weight', part.weight, path),
      ...this.#optional('select', part.select, path),
      ...this.#optional('label', part.label, path),
      missing: mapOf(part.missing, [...path, 'missing'], (value) => value),
    };
  }

  nuisance(part: NuisancePart, path: ConfigPath, name: string): Nuisance {
    const alternative = part.alternative && this.#otherSamples(part.alternative, [...path, 'alternative']);
    const crossCheck = part['cross-check'] && this.#otherSamples(part['cross-check'], [...path, 'cross-check']);
    const continuous = this.#continuous(part, path);
    return {
      name,
      path,
      kind: part.kind ?? 'detector',
      ...(part.up && { up: this.#variation(part.up, [...path, 'up']) }),
      ...(part.down && { down: this.#variation(part.down, [...path, 'down']) }),
      ...(alternative && { alternative }),
      ...(crossCheck && { crossCheck }),
      ...(part.size !== undefined && { size: { value: sizeOf(part.size), path: [...path, 'size'] } }),
      ...(continuous && { continuous }),
    };
  }

  theory(part: TheoryPart, path: ConfigPath): TheoryPulls | undefined {
    const { file, process, lo, 'lo-up': loUp, 'lo-down': loDown, nlo } = part;
    if (file === undefined || process === undefined || lo === undefined) return undefined;
    if (loUp === undefined || loDown === undefined || nlo === undefined) return undefined;
    return {
      path,
      file: reference(file, [...path, 'file']),
      process: this.#expression(process, [...path, 'process']),
      lo: this.#expression(lo, [...path, 'lo']),
      loUp: this.#expression(loUp, [...path, 'lo-up']),
      loDown: this.#expression(loDown, [...path, 'lo-down']),
      nlo: this.#expression(nlo, [...path, 'nlo']),
      ...this.#optional('particles', part.particles, path),
      ...this.#optional('references', part.references, path),
    };
  }

  #continuous(part: NuisancePart, path: ConfigPath): Nuisance['continuous'] {
    const { column, parameter, sample } = part;
    const prior = part.prior === undefined ? undefined : priorOf(part.prior, [...path, 'prior']);
    if (column !== undefined) {
      return {
        kind: 'column',
        column,
        ...(sample !== undefined && { sample }),
        ...(prior && { prior }),
      };
    }
    if (parameter === undefined) return undefined;
    const { replace } = this.#variation({ replace: part.replace }, path);
    return { kind: 'parameter', parameter, replace, grid: gridOf(part.grid, prior), ...(prior && { prior }) };
  }

  #variation(part: SidePart, path: ConfigPath): Variation {
    return {
      path,
      replace: mapOf(part.replace, [...path, 'replace'], (text, inner) => this.#expression(text, inner)),
      samples: mapOf(part.samples, [...path, 'samples'], (sample, inner) => ({ sample, path: inner })),
    };
  }

  #otherSamples(part: Texts, path: ConfigPath): Variation {
    return { path, replace: new Map(), samples: mapOf(part, path, (sample, inner) => ({ sample, path: inner })) };
  }

  #optional<K extends string>(
    name: K,
    value: string | number | undefined,
    path: ConfigPath,
  ): Partial<Record<K, ExpressionText>> {
    const found: Partial<Record<K, ExpressionText>> = {};
    if (value !== undefined) found[name] = this.#expression(value, [...path, name]);
    return found;
  }

  /** A number keeps the text it is written with, so that places inside of it can be found. */
  #expression(value: string | number, path: ConfigPath): ExpressionText {
    if (typeof value === 'string') return { text: value, path };
    const node = this.source.nodeAt(path);
    return { text: isScalar(node) ? scalarText(node) : String(value), path };
  }
}

/** Undefined where the distribution has no width. */
function priorOf(text: string, path: ConfigPath): Prior | undefined {
  const numbers = priorNumbers(text);
  if (numbers === undefined) return undefined;
  const { kind, first: a, second: b } = numbers;
  const [mean, sigma] = kind === 'normal' ? [a, b] : [(a + b) / 2, (b - a) / Math.sqrt(12)];
  return sigma > 0 ? { mean, sigma, text: text.trim(), path } : undefined;
}

function gridOf(grid: NuisancePart['grid'], prior: Prior | undefined): number[] {
  const points = gridPoints(grid);
  if (points !== undefined) return points;
  return prior === undefined ? [] : [-2, -1, 0, 1, 2].map((sigmas) => roundedValue(prior.mean + sigmas * prior.sigma));
}
