import { abcdSamples } from '../../config/abcdSection';
import type { Analysis, FileReference, Nuisance, Sample, Variation } from '../../config/analysis';

/** The files whose facts static checks ask for, each once, as the analysis file writes them. */
export function collectReferences(analysis: Analysis): {
  readonly data: readonly string[];
  readonly models: readonly string[];
} {
  const texts = (references: readonly FileReference[]): string[] => [...new Set(references.map(({ text }) => text))];
  return { data: texts(dataReferences(analysis)), models: texts(modelReferences(analysis)) };
}

function dataReferences({ samples, pulls, emulator }: Analysis): readonly FileReference[] {
  return [
    ...[...samples.values()].flatMap(({ files, friends = [] }) => [...files, ...friends]),
    ...(pulls.theory ? [pulls.theory.file] : []),
    ...(pulls.fit ? [pulls.fit.file] : []),
    ...(emulator ? [emulator.data.file] : []),
    ...(emulator?.data.covariance ? [emulator.data.covariance] : []),
  ];
}

function modelReferences({ models, emulator }: Analysis): readonly FileReference[] {
  return [
    ...[...models.values()].flatMap(({ files, preprocessing }) => [
      ...files,
      ...(preprocessing ? [preprocessing] : []),
    ]),
    ...(emulator ? [emulator.model] : []),
  ];
}

/** Every variation of an analysis with its nuisance. */
export function variationsOf(
  analysis: Analysis,
): readonly { readonly nuisance: string; readonly variation: Variation }[] {
  return [...analysis.nuisances.values()].flatMap((nuisance) => {
    const { name, up, down, alternative, crossCheck } = nuisance;
    return [up, down, alternative, crossCheck, centreOf(nuisance)].flatMap((variation) =>
      variation ? [{ nuisance: name, variation }] : [],
    );
  });
}

/** What a continuous nuisance replaces, at the centre of its prior. */
function centreOf({ path, continuous }: Nuisance): Variation | undefined {
  if (continuous?.kind !== 'parameter') return undefined;
  const { parameter, replace, prior } = continuous;
  return { path, replace, samples: new Map(), parameter: { name: parameter, value: prior?.mean ?? 0 } };
}

export function nominalSamples({ nominal, samples }: Analysis): readonly Sample[] {
  return nominal.flatMap(({ sample }) => samples.get(sample) ?? []);
}

/** The samples whose events a model scores: nominal, applied to, and those that are read in their place. */
export function scoredSamples(analysis: Analysis): readonly Sample[] {
  const names = new Set([
    ...analysis.nominal.map(({ sample }) => sample),
    ...[...analysis.application.values()].map(({ sample }) => sample),
    ...variationsOf(analysis).flatMap(({ variation }) => [...variation.samples.values()].map(({ sample }) => sample)),
    ...[...analysis.nuisances.values()].flatMap(({ continuous }) =>
      continuous?.kind === 'column' ? (continuous.sample ?? []) : [],
    ),
    ...(analysis.inference?.data === undefined ? [] : [analysis.inference.data.sample]),
    ...[...(analysis.abcd?.values() ?? [])].flatMap((one) => abcdSamples(one).map(({ sample }) => sample)),
  ]);
  return [...names].flatMap((name) => analysis.samples.get(name) ?? []);
}

/** Where `file:tree` is cut: the length of the file's part. The colon of a drive (`C:\x.root`) names no tree. */
export function fileLength(reference: string): number {
  const colon = reference.lastIndexOf(':');
  const drive = /^[A-Za-z]:/.test(reference) ? 1 : -1;
  return colon > drive ? colon : reference.length;
}
