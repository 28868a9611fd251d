import type { Analysis, ConfigPath } from '../config/analysis';

/**
 * The nuisance parameters that an expression may name, with their nuisances: in replacements that of the nuisance itself,
 * in weights and selections of samples all of them.
 * @param nuisance whose replacement the expression is
 */
export function parametersAt(
  analysis: Analysis | undefined,
  [section, , key]: ConfigPath,
  nuisance: string | undefined,
): ReadonlyMap<string, string> {
  const inSample = section === 'samples' && (key === 'weight' || key === 'select');
  return new Map(
    [...(analysis?.nuisances.values() ?? [])].flatMap(({ name, continuous }) =>
      continuous?.kind === 'parameter' && (inSample || name === nuisance)
        ? [[continuous.parameter, name] as const]
        : [],
    ),
  );
}
