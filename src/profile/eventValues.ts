import type { Batch } from '../data/eventSource';
import { Evaluator } from '../data/evaluator';
import type { Expression } from '../data/expression';
import type { EventExpressions, ScoringModel } from './pass';

/** Evaluated expressions of one batch. Arrays belong to their evaluators and live until the next batch. */
export interface EventValues {
  readonly weight: Float64Array;
  readonly select: Float64Array;
  readonly label: Float64Array | undefined;
  readonly features: readonly Float64Array[];
}

/** Evaluates one set of expressions batch by batch; an expression that is equal to a nominal one is not evaluated again. */
export class EventEvaluator {
  private readonly evaluators = new Map<Expression, Evaluator>();

  constructor(
    private readonly expressions: EventExpressions,
    private readonly nominal?: EventExpressions,
  ) {}

  evaluate(batch: Batch, nominalValues?: EventValues): EventValues {
    const { expressions, nominal } = this;
    return {
      weight: this.one(expressions.weight, batch, nominal?.weight, nominalValues?.weight),
      select: this.one(expressions.select, batch, nominal?.select, nominalValues?.select),
      label: expressions.label && this.one(expressions.label, batch, nominal?.label, nominalValues?.label),
      features: expressions.features.map((feature, index) =>
        this.one(feature, batch, nominal?.features[index], nominalValues?.features[index]),
      ),
    };
  }

  private one(expression: Expression, batch: Batch, same?: Expression, values?: Float64Array): Float64Array {
    if (expression === same && values !== undefined) return values;
    let evaluator = this.evaluators.get(expression);
    if (evaluator === undefined) {
      evaluator = new Evaluator(expression);
      this.evaluators.set(expression, evaluator);
    }
    return evaluator.evaluate(batch);
  }
}

/** Scores events with one model from evaluated features, into an array of its own. */
export class BatchScorer {
  private scores = new Float64Array(0);

  constructor(private readonly model: ScoringModel) {}

  /** @returns scores [n], overwritten by the next call */
  async score(features: readonly Float64Array[], n: number): Promise<Float64Array> {
    if (this.scores.length < n) this.scores = new Float64Array(n);
    const values = this.model.features.map((feature) => features[feature]!);
    const scored = await this.model.score(values, n);
    this.scores.set(scored.subarray(0, n));
    return this.scores.subarray(0, n);
  }
}
