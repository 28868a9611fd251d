/** Templates and what pyhf makes of them (test/fixtures/reference/inference.py). */
import { readFileSync } from 'node:fs';
import { inRepository } from '../../../scripts/repository.mts';
import type { Interpolation } from '../../../src/inference/interpolation';
import { templatesOf, type WrittenTemplates } from './writtenTemplates';

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ReferenceFit {
  readonly strength: Interval;
  readonly statistical: Interval;
  /** −2 ln of the likelihood at strength 0 over that of the best fit. */
  readonly discovery: number;
  readonly profile: readonly (readonly [number, number])[];
  /** Over the strength and one nuisance, the others fitted: a row for each value of the nuisance. */
  readonly plane: {
    readonly nuisance: string;
    readonly strengths: readonly number[];
    readonly values: readonly number[];
    readonly ratios: readonly (readonly number[])[];
  };
  readonly nuisances: Readonly<Record<string, Interval & { readonly up: number; readonly down: number }>>;
}

interface ReferenceCase extends WrittenTemplates {
  readonly results: Readonly<
    Record<
      string,
      {
        readonly point: Readonly<Record<string, number>>;
        readonly expected: readonly number[];
        readonly asimov: ReferenceFit;
        readonly observed: ReferenceFit;
      }
    >
  >;
}

const { cases } = JSON.parse(readFileSync(inRepository('test/fixtures/reference/inference.json'), 'utf8')) as {
  readonly cases: readonly ReferenceCase[];
};

export const referenceCases = cases.map((one) => ({ ...one, templates: templatesOf(one) }));

/** Every way to fit that the reference has. */
export const waysToFit = (['linear', 'exponential'] as const).flatMap((interpolation: Interpolation) =>
  [false, true].map((templateErrors) => ({
    name: `${interpolation}${templateErrors ? ' with template errors' : ''}`,
    options: { interpolation, templateErrors },
  })),
);
