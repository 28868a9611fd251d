/** Whether a measured outcome is still of what the text says: what it was measured of has not changed since. */
import type { Analysis } from '../config/analysis';
import type { FileProvenance, Outcome } from '../report/report';
import type { DataFacts } from '../data/dataFacts';
import type { Facts } from '../checks/facts';

/**
 * @param then the analysis as it was measured
 * @param now as it stands
 * @returns true where the outcome may come out otherwise now; when in doubt, true
 */
export function isStale(outcome: Outcome, then: Analysis, now: Analysis): boolean {
  return said(dependencies(outcome, then)) !== said(dependencies(outcome, now));
}

/** Files that have another size or time than when they were read. */
export function changedFiles(files: readonly FileProvenance[], now: Analysis, facts: Facts): readonly string[] {
  const known = new Map(
    [...now.samples.values()]
      .flatMap(({ files: own, friends = [] }) => [...own, ...friends])
      .map(({ text }) => facts.data(text))
      .filter((one): one is DataFacts => one?.ok === true)
      .flatMap((one) => one.files)
      .map((file) => [file.path, file]),
  );
  for (const { files: own } of now.models.values()) {
    for (const { text } of own) {
      const model = facts.model(text);
      if (model?.ok === true) known.set(model.path, model);
    }
  }
  return files.flatMap(({ path, size, mtime }) => {
    const file = known.get(path);
    return file !== undefined && (file.size !== size || file.mtime !== mtime) ? [path] : [];
  });
}

/** Checks whose outcomes about a nuisance, a sample or a model are of nothing else than what stands here. */
function dependencies({ code, target }: Outcome, analysis: Analysis): unknown {
  const [family] = code.split('/');
  const { samples, models, nominal, application, nuisances, checks } = analysis;
  const settings = checks.get(code);
  const own = target.model === undefined ? models : models.get(target.model);
  const nominalSamples = nominal.map(({ sample }) => samples.get(sample));
  if (family === 'nuisance' && target.nuisance !== undefined) {
    const nuisance = nuisances.get(target.nuisance);
    const others = [nuisance?.up, nuisance?.down, nuisance?.alternative, nuisance?.crossCheck].flatMap((variation) =>
      [...(variation?.samples.values() ?? [])].map(({ sample }) => samples.get(sample)),
    );
    return [nuisance, nominalSamples, others, own, settings];
  }
  const ofSample = target.sample === undefined ? undefined : samples.get(target.sample);
  if (code === 'data/missing' || code === 'data/constant' || code === 'data/negative-weights') {
    return [ofSample, code === 'data/negative-weights' ? undefined : own, settings];
  }
  if (code === 'model/output') return [nominalSamples, ofSample, own, settings];
  if (family === 'shift') return [nominalSamples, ofSample, application, own, settings];
  return { ...analysis, suppressions: [] };
}

function said(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => (one instanceof Map ? [...one] : one));
}
