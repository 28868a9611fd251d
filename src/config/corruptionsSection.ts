/** `corruptions:`, how what models are given is spoilt to see what they say of it: the grammar, and what is made of it. */
import * as z from 'zod';
import type { ConfigPath } from './analysis';
import { listOf, type Partly } from './partly';

/** Noise is added, all features are scaled, some are dropped. */
const corruptionKinds = ['noise', 'scale', 'dropped'] as const;
export type CorruptionKind = (typeof corruptionKinds)[number];

/** Sizes of one kind, ascending: the first has the severity 1. */
export interface Corruption {
  readonly kind: CorruptionKind;
  readonly sizes: readonly number[];
  readonly path: ConfigPath;
}

/** Standard deviations, relative changes, and fractions of the values: each twice the one before. */
const usualSizes: Readonly<Record<CorruptionKind, readonly number[]>> = {
  noise: [0.1, 0.2, 0.4, 0.8, 1.6],
  scale: [0.05, 0.1, 0.2, 0.4, 0.8],
  dropped: [0.05, 0.1, 0.2, 0.4, 0.8],
};

const sizesForm = 'true, or a list of positive sizes';
const positive = z.number({ error: 'a positive number' }).gt(0, { error: 'a positive number' });
const part = z
  .number({ error: 'a fraction from 0 to 1' })
  .gt(0, { error: 'a fraction from 0 to 1' })
  .max(1, { error: 'a fraction from 0 to 1' });

function sizes(size: typeof positive) {
  const list = z.array(size, { error: sizesForm }).min(1, { error: sizesForm }).max(10, { error: 'at most ten sizes' });
  return z.union([z.boolean({ error: sizesForm }), list], { error: sizesForm });
}

export const corruptionsSchema = z
  .union(
    [
      z.boolean({ error: "true, or a map of 'noise', 'scale' and 'dropped'" }),
      z.strictObject(
        {
          noise: sizes(positive)
            .describe(
              'Normal noise on every feature, in units of its nominal standard deviation: by severity, or true for 0.1, 0.2, 0.4, 0.8, 1.6.',
            )
            .optional(),
          scale: sizes(positive)
            .describe('Every feature scaled up by this fraction: by severity, or true for 0.05, 0.1, 0.2, 0.4, 0.8.')
            .optional(),
          dropped: sizes(part)
            .describe(
              'Fraction of the values that the nominal mean stands in for: by severity, or true for 0.05, 0.1, 0.2, 0.4, 0.8.',
            )
            .optional(),
        },
        { error: "true, or a map of 'noise', 'scale' and 'dropped'" },
      ),
    ],
    { error: "true, or a map of 'noise', 'scale' and 'dropped'" },
  )
  .describe(
    'Features are spoilt in steps, to see whether the uncertainty that a model states grows where its AUC falls. With true by noise, scale and dropped values.',
  );

/** Empty where nothing is asked. */
export function corruptionsOf(given: Partly<z.infer<typeof corruptionsSchema>>, path: ConfigPath): Corruption[] {
  return corruptionKinds.flatMap((kind): Corruption[] => {
    const asked = typeof given === 'boolean' ? given : given[kind];
    if (asked === undefined || asked === false) return [];
    const at = typeof given === 'boolean' ? path : [...path, kind];
    if (asked === true) return [{ kind, sizes: usualSizes[kind], path: at }];
    const found = listOf(asked, at, (size) => size).sort((a, b) => a - b);
    return found.length === 0 ? [] : [{ kind, sizes: [...new Set(found)], path: at }];
  });
}
