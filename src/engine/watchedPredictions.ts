/** Remembers where an emulator predicted nothing, to say it where a fit fails. */
import { AnalysisError } from '../config/analysisError';
import type { Emulator } from '../config/emulatorSection';

export class WatchedPredictions {
  private asked = 0;
  private without = 0;
  /** Parameters, then nuisances. */
  private first: readonly number[] | undefined;

  constructor(private readonly emulator: Emulator) {}

  /**
   * @param points [n · coordinates]
   * @param predictions [n · observables]
   */
  see(points: Float64Array, n: number, predictions: Float64Array): void {
    const { likelihood } = this.emulator;
    const [coordinates, observables] = [points.length / n, predictions.length / n];
    this.asked += n;
    for (let point = 0; point < n; point++) {
      const own = predictions.subarray(point * observables, (point + 1) * observables);
      if (own.every((value) => Number.isFinite(value) && (likelihood === 'gaussian' || value > 0))) continue;
      this.without++;
      this.first ??= [...points.subarray(point * coordinates, (point + 1) * coordinates)];
    }
  }

  /** Why there is no fit, at the word that names the model. */
  failure(): AnalysisError {
    const { model, parameters, nuisances, likelihood } = this.emulator;
    const kind = likelihood === 'poisson' ? 'positive number' : 'finite number';
    const names = [...parameters, ...nuisances].map(({ name }) => name);
    const place = (this.first ?? [])
      .map((value, k) => `${names[k] ?? ''} = ${Number(value.toPrecision(4))}`)
      .join(', ');
    const asked = this.asked.toLocaleString('en');
    const message =
      this.without === this.asked
        ? `The emulator '${model.text}' predicts no ${kind} for some observable at any of the ${asked} points that were tried, such as ${place}: check the order of its inputs, their units and ranges, and what it gives there.`
        : `What the emulator '${model.text}' predicts does not tell ${parameters.map(({ name }) => name).join(', ')} and the nuisances apart${this.without === 0 ? '' : `, and it predicts no ${kind} at ${this.without.toLocaleString('en')} of ${asked} points, such as ${place}`}: check its inputs and their ranges.`;
    return new AnalysisError('no-prediction', message, { path: model.path });
  }
}
