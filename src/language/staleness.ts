/** Whether a measured outcome is still of what the text says: what it was measured of has not changed since. */
import type { Analysis } from '../config/analysis';
import type { FileProvenance, Outcome } from '../report/report';
import type { DataFacts } from '../data/dataFacts';
import type { Facts } from '../checks/facts';

/** Two states of an analysis, compared part by part, each part once. */
export class Staleness {
  readonly #equal = new Map<string, boolean>();

  /** @param then as it was measured @param now as it stands */
  constructor(
    private readonly then: Analysis,
    private readonly now: Analysis,
  ) {}

  /** Whether an outcome may come out otherwise now; when in doubt, yes. */
  isStale({ code, target }: Outcome): boolean {
    const [family] = code.split('/');
    if (!this.#same(`checks ${code}`, ({ checks }) => checks.get(code))) return true;
    if (family === 'nuisance' && target.nuisance !== undefined) {
      return !(this.#isNuisance(target.nuisance) && this.#areNominal() && this.#isModel(target.model));
    }
    if (code === 'data/negative-weights') return !this.#isSample(target.sample);
    if (code === 'data/missing' || code === 'data/constant') {
      return !(this.#isSample(target.sample) && this.#isModel(target.model));
    }
    const isRest = this.#isSample(target.sample) && this.#areNominal() && this.#isModel(target.model);
    if (code === 'model/output') return !isRest;
    if (family === 'shift') return !(isRest && this.#same('application', ({ application }) => application));
    return !this.#same('all', (analysis) => ({ ...analysis, suppressions: [] }));
  }

  #areNominal(): boolean {
    return this.#same('nominal', ({ nominal, samples }) => nominal.map(({ sample }) => samples.get(sample)));
  }

  #isSample(name: string | undefined): boolean {
    return name === undefined || this.#same(`sample ${name}`, ({ samples }) => samples.get(name));
  }

  /** Of no model in particular, all. */
  #isModel(name: string | undefined): boolean {
    return this.#same(`model ${name ?? ''}`, ({ models }) => (name === undefined ? models : models.get(name)));
  }

  /** With the samples that are read in the place of others. */
  #isNuisance(name: string): boolean {
    return this.#same(`nuisance ${name}`, ({ nuisances, samples }) => {
      const nuisance = nuisances.get(name);
      const sides = [nuisance?.up, nuisance?.down, nuisance?.alternative, nuisance?.crossCheck];
      const continuous = nuisance?.continuous?.kind === 'column' ? nuisance.continuous.sample : undefined;
      const others = sides.flatMap((side) => [...(side?.samples.values() ?? [])].map(({ sample }) => sample));
      return [nuisance, ...[...others, continuous ?? ''].map((sample) => samples.get(sample))];
    });
  }

  #same(name: string, part: (analysis: Analysis) => unknown): boolean {
    let equal = this.#equal.get(name);
    if (equal === undefined) this.#equal.set(name, (equal = said(part(this.then)) === said(part(this.now))));
    return equal;
  }
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

function said(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => (one instanceof Map ? [...one] : one));
}
