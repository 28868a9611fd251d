/** Fits the data of `emulator:` with its model, once for each scenario of what is known of the nuisances. */
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AnalysisError } from '../config/analysisError';
import type { Emulator, EmulatorNuisance, EmulatorPrior, Scenario } from '../config/emulatorSection';
import type { EmulatorResult } from '../checks/emulator/emulatorResult';
import { readTable } from '../data';
import { fitEmulator, type EmulatorFit } from '../inference/emulator/emulatorFit';
import type { EmulatorProblem } from '../inference/emulator/emulatorProblem';
import { Residuals, type Spectrum } from '../inference/emulator/spectrum';
import { EmulatorModel } from '../model/emulatorModel';
import { cacheKey, type ProfileCache } from '../profile/cache';
import { hash } from '../stats/hash';
import { placed } from './placed';
import { tableNumbers } from './tableNumbers';
import { WatchedPredictions } from './watchedPredictions';

export interface EmulateOptions {
  readonly folder: string;
  readonly cache: ProfileCache;
  /** What the model's file is known by. */
  readonly identity: unknown;
  readonly threads: number;
  readonly onProgress: (fraction: number, message: string) => void;
  readonly signal: AbortSignal;
}

/**
 * @throws AnalysisError where the data cannot be read or the model cannot be used, at the word that names it
 * @throws DOMException AbortError when the signal aborts, after the call of the model that is under way
 */
export async function emulate(emulator: Emulator, options: EmulateOptions): Promise<EmulatorResult> {
  const { spectrum, xs } = await readSpectrum(options.folder, emulator);
  const nuisances = emulator.nuisances.map(({ name, priors, trained }) => ({ name, priors: [...priors], trained }));
  const asked = [options.identity, emulator.inputs, emulator.output, emulator.parameters, nuisances];
  const data = [
    spectrum.likelihood,
    ...[spectrum.values, spectrum.errors, spectrum.covariance].map((one) => one && [...one]),
  ];
  const key = cacheKey(['emulator', asked, data]);
  const known = (await options.cache.get(key)) as Pick<EmulatorResult, 'fits' | 'predictions'> | undefined;
  const found = known ?? (await fitScenarios(emulator, spectrum, options));
  if (known === undefined) await options.cache.put(key, found);
  const [first] = found.fits;
  return {
    ...found,
    observed: {
      xs: [...xs],
      values: [...spectrum.values],
      errors: [...spectrum.values.keys()].map((row) => errorOf(spectrum, row, first?.fit.prediction[row] ?? 0)),
    },
  };
}

async function fitScenarios(
  emulator: Emulator,
  spectrum: Spectrum,
  { folder, threads, signal, onProgress }: EmulateOptions,
): Promise<Pick<EmulatorResult, 'fits' | 'predictions'>> {
  const place = { path: emulator.model.path };
  const model = await placed(EmulatorModel.open(folder, emulator, spectrum.values.length, threads), place);
  try {
    let predictions = 0;
    const pause = async (): Promise<void> => {
      await setImmediate();
      signal.throwIfAborted();
    };
    const watched = new WatchedPredictions(emulator);
    const predict: EmulatorProblem['predict'] = async (points, n) => {
      predictions += n;
      const predicted = await placed(model.predict(points, n, pause), place);
      watched.see(points, n, predicted);
      return predicted;
    };
    const fits: { scenario: Scenario; fit: EmulatorFit }[] = [];
    for (const [index, scenario] of emulator.scenarios.entries()) {
      const tell = (fraction: number): void => {
        onProgress((index + fraction) / emulator.scenarios.length, `emulator: nuisances ${scenario}`);
      };
      tell(0);
      const fit = await fitEmulator({
        predict,
        spectrum,
        parameters: emulator.parameters,
        nuisances: emulator.nuisances.map((nuisance) => fittedNuisance(nuisance, scenario)),
        seed: String(hash(`emulator/${scenario}`)),
        onProgress: tell,
      });
      if (fit === undefined) throw watched.failure();
      fits.push({ scenario, fit });
    }
    return { fits, predictions };
  } finally {
    await model.close();
  }
}

function fittedNuisance(
  { name, priors, trained }: EmulatorNuisance,
  scenario: Scenario,
): EmulatorProblem['nuisances'][number] {
  const widths = [...priors.values()].map(widthOf);
  return {
    name,
    prior: priors.get(scenario)!,
    // A small part of what it may vary by: less and the rounding of 32-bit numbers would show.
    step: differencePart * Math.max(...widths) || 1,
    ...(trained && { trained }),
  };
}

const differencePart = 0.05;

function widthOf(prior: EmulatorPrior): number {
  if (prior.kind === 'known') return 0;
  return prior.kind === 'normal' ? prior.sigma : (prior.high - prior.low) / Math.sqrt(12);
}

async function readSpectrum(
  folder: string,
  emulator: Emulator,
): Promise<{ readonly spectrum: Spectrum; readonly xs: Float64Array }> {
  const { data, likelihood, modelError } = emulator;
  const { text } = data.file;
  const table = await placed(readTable(resolve(folder, text)), { path: data.file.path });
  const numbers = (expression: typeof data.value): Float64Array => {
    const values = tableNumbers(table, text, expression);
    const row = values.findIndex((value) => !Number.isFinite(value));
    if (row < 0) return values;
    throw new AnalysisError(
      'not-a-number',
      `${text}, line ${table.lines[row] ?? 0}: '${expression.text}' is ${values[row]}, which is not a number.`,
      { path: expression.path },
    );
  };
  const values = numbers(data.value);
  const xs = data.x ? numbers(data.x) : Float64Array.from(values.keys(), (row) => row + 1);
  if (likelihood === 'poisson') {
    const row = values.findIndex((value) => value < 0);
    if (row >= 0) {
      throw new AnalysisError(
        'not-positive',
        `${text}, line ${table.lines[row] ?? 0}: ${values[row]} is negative, which no count is: for data with errors leave 'likelihood: poisson' out.`,
        { path: data.value.path },
      );
    }
    return { spectrum: { values, likelihood }, xs };
  }
  const own = values.map((value) => modelError * Math.abs(value));
  if (data.covariance) {
    const covariance = await readCovariance(folder, data.covariance, values.length);
    for (const [row, error] of own.entries()) covariance[row * values.length + row]! += error ** 2;
    const spectrum = { values, likelihood, covariance };
    try {
      new Residuals(spectrum);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new AnalysisError('damaged-file', `${data.covariance.text}: the matrix is not positive definite.`, {
        path: data.covariance.path,
      });
    }
    return { spectrum, xs };
  }
  const errors = data.error ? numbers(data.error) : new Float64Array(values.length);
  const total = errors.map((error, row) => Math.hypot(error, own[row]!));
  const row = errors.findIndex((error, index) => error < 0 || total[index] === 0);
  if (row >= 0) {
    throw new AnalysisError(
      'not-positive',
      `${text}, line ${table.lines[row] ?? 0}: the error is ${errors[row]}; it must be positive. Leave out empty bins, or take counts for what they are with 'likelihood: poisson'.`,
      { path: (data.error ?? data.value).path },
    );
  }
  return { spectrum: { values, likelihood, errors: total }, xs };
}

/** Row by row; as many rows and columns as there are data. */
async function readCovariance(
  folder: string,
  { text, path }: NonNullable<Emulator['data']['covariance']>,
  size: number,
): Promise<Float64Array> {
  const table = await placed(readTable(resolve(folder, text)), { path });
  if (table.columns.length !== size || table.rows.length !== size) {
    throw new AnalysisError(
      'damaged-file',
      `${text} has ${table.rows.length} rows and ${table.columns.length} columns below its header, where the covariance of ${size} data has ${size} of both.`,
      { path },
    );
  }
  const matrix = Float64Array.from(table.rows.flat(), (cell) => (cell === '' ? Number.NaN : Number(cell)));
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [value, mirrored] = [matrix[row * size + column]!, matrix[column * size + row]!];
      const scale = Math.sqrt(Math.abs(matrix[row * size + row]! * matrix[column * size + column]!));
      if (Math.abs(value - mirrored) <= asymmetry * scale) continue;
      throw new AnalysisError(
        'damaged-file',
        `${text}, line ${table.lines[row] ?? 0}: '${table.rows[row]![column] ?? ''}' is not a number, or not the one across the diagonal: a covariance is symmetric.`,
        { path },
      );
    }
  }
  return matrix;
}

/** Relative difference of what should be equal, as written with few digits. */
const asymmetry = 1e-6;

function errorOf({ values, errors, covariance }: Spectrum, row: number, predicted: number): number {
  if (covariance) return Math.sqrt(covariance[row * values.length + row]!);
  return errors ? errors[row]! : Math.sqrt(predicted);
}
