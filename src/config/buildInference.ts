import type { ConfigPath } from './analysis';
import { gridPoints } from './gridPoints';
import type { Inference, Neyman, ProcessName } from './inferenceSection';
import { listOf, type AnalysisPart } from './partly';

type InferencePart = NonNullable<AnalysisPart['inference']>;

/** Undefined where signal or background is missing. */
export function buildInference(part: InferencePart): Inference | undefined {
  const path: ConfigPath = ['inference'];
  const signal = listOf(part.signal, [...path, 'signal'], processOf);
  const background = listOf(part.background, [...path, 'background'], processOf);
  if (signal.length === 0 || background.length === 0) return undefined;
  return {
    path,
    parameter: part.parameter ?? 'mu',
    signal,
    background,
    bins: part.bins ?? 30,
    ...(part.nuisances && {
      nuisances: listOf(part.nuisances, [...path, 'nuisances'], (name, at) => ({ name, path: at })),
    }),
    interpolation: part.interpolation ?? 'linear',
    templateErrors: part['template-errors'] ?? true,
    ...(part.neyman && { neyman: neymanOf(part.neyman, [...path, 'neyman']) }),
    ...(part.data !== undefined && { data: { sample: part.data, path: [...path, 'data'] } }),
  };
}

function processOf(value: string | number, path: ConfigPath): ProcessName {
  return typeof value === 'number'
    ? { kind: 'class', label: value, path, text: `class ${value}` }
    : { kind: 'sample', sample: value, path, text: value };
}

function neymanOf(
  { toys, grid, statistic, nuisance, values }: NonNullable<InferencePart['neyman']>,
  path: ConfigPath,
): Neyman {
  const strengths = gridPoints(grid);
  return {
    path,
    toys: toys ?? 1000,
    statistic:
      typeof statistic === 'object' && statistic.sum !== undefined
        ? { sum: { text: String(statistic.sum), path: [...path, 'statistic', 'sum'] } }
        : typeof statistic === 'string'
          ? statistic
          : 'profile',
    ...(strengths && { strengths }),
    ...(nuisance !== undefined && { nuisance: { name: nuisance, path: [...path, 'nuisance'] } }),
    values: values === undefined ? [1, -1] : [...new Set(listOf(values, path, Number))].filter((value) => value !== 0),
  };
}
