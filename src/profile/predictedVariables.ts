import { RegionFinder } from './abcdProfile';
import { featureEdges, type VariableEdges } from './binnings';
import { EventEvaluator } from './eventValues';
import type { KeptBatch } from './keptEvents';
import type { Pass } from './pass';

/** Numbers of the regions C and D. */
const comparedFrom = 2;

/** By name of the prediction. */
export type PredictedEdges = ReadonlyMap<string, VariableEdges>;

/** Values of the variables that are predicted, in the two regions whose distributions are compared. */
export class PredictedVariables {
  /** Samples that have any. */
  readonly passes: ReadonlyMap<string, Pass>;
  private readonly values = new Map<string, Float64Array[]>();

  constructor(passes: ReadonlyMap<string, Pass>) {
    this.passes = new Map(
      [...passes].filter(([, { abcd = [] }]) => abcd.some(({ variable }) => variable !== undefined)),
    );
  }

  /** @param batches with the scores of each model */
  add(batches: readonly KeptBatch[], pass: Pass): void {
    const evaluator = new EventEvaluator(pass.nominal);
    for (const question of pass.abcd ?? []) {
      if (question.variable === undefined) continue;
      const finder = new RegionFinder(question, pass.sample);
      for (const batch of batches) {
        const { region, variable = new Float64Array(0) } = finder.find(
          batch,
          evaluator.evaluate(batch).select,
          batch.scores ?? [],
        );
        const inside = variable.filter((_, event) => region[event]! >= comparedFrom);
        this.values.set(question.key, [...(this.values.get(question.key) ?? []), inside]);
      }
    }
  }

  edges(): PredictedEdges {
    return new Map([...this.values].map(([key, parts]) => [key, featureEdges(...parts)]));
  }
}
