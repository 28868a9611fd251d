import type { Batch } from '../data/eventSource';
import { Evaluator } from '../data/expression/evaluator';
import type { Expression } from '../data/expression/expression';
import type { FeatureValues } from '../model/packInputs';
import type { NormalMixtures } from '../stats/normalMixture';
import { MeasuredFeature } from './measured';
import type { Answers, EventExpressions, ScoringModel } from './pass';

/** Evaluated expressions of one batch. Arrays belong to their evaluators and live until the next batch. */
export interface EventValues {
  readonly weight: Float64Array;
  readonly select: Float64Array;
  readonly label: Float64Array | undefined;
  /** What models are given: a number for each event, or lists; and in the end the values of nuisances. */
  readonly features: readonly FeatureValues[];
  /** What is measured of the features: one number for each event, and none where it would be made of a missing one. */
  readonly measured: readonly Float64Array[];
  /** What else is kept of some events. */
  readonly extra: readonly Float64Array[];
}

/** Evaluates one set of expressions batch by batch; an expression that is equal to a nominal one is not evaluated again. */
export class EventEvaluator {
  private readonly evaluators = new Map<Expression, Evaluator>();
  private readonly measured: readonly MeasuredFeature[];

  constructor(
    private readonly expressions: EventExpressions,
    private readonly nominal?: EventExpressions,
  ) {
    const { features, missing } = expressions;
    this.measured = features.map((feature) => new MeasuredFeature(feature, missing ?? new Map()));
  }

  evaluate(batch: Batch, nominalValues?: EventValues): EventValues {
    const { expressions, nominal } = this;
    const unchanged = nominal && givenBy(nominal);
    const given = givenBy(expressions).map((feature, index) =>
      feature === unchanged?.[index] && nominalValues !== undefined
        ? nominalValues.features[index]!
        : this.evaluatorOf(feature).values(batch),
    );
    return {
      weight: this.one(expressions.weight, batch, nominal?.weight, nominalValues?.weight),
      select: this.one(expressions.select, batch, nominal?.select, nominalValues?.select),
      label: expressions.label && this.one(expressions.label, batch, nominal?.label, nominalValues?.label),
      features: given,
      // Of variations nothing but the score is measured.
      measured:
        nominal === undefined ? this.measured.map((feature, index) => feature.values(batch, given[index]!)) : [],
      extra: (expressions.extra ?? []).map((expression) => this.evaluatorOf(expression).evaluate(batch)),
    };
  }

  private one(expression: Expression, batch: Batch, same?: Expression, values?: Float64Array): Float64Array {
    return expression === same && values !== undefined ? values : this.evaluatorOf(expression).evaluate(batch);
  }

  private evaluatorOf(expression: Expression): Evaluator {
    let evaluator = this.evaluators.get(expression);
    if (evaluator === undefined) {
      evaluator = new Evaluator(expression);
      this.evaluators.set(expression, evaluator);
    }
    return evaluator;
  }
}

/** What models are given, in the order in which they name it. */
export function givenBy({ features, hypotheses }: EventExpressions): readonly Expression[] {
  return hypotheses === undefined ? features : [...features, ...hypotheses];
}

/** Scores events with one model from evaluated features, into an array of its own. */
export class BatchScorer {
  private scores = new Float64Array(0);
  private ownSigmas = new Float64Array(0);
  private ownMembers: readonly Float64Array[] = [];

  constructor(
    private readonly model: ScoringModel,
    private readonly answers: Answers = 'all',
  ) {}

  /** @returns scores [n], overwritten by the next call */
  async score(features: readonly FeatureValues[], n: number): Promise<Float64Array> {
    if (this.scores.length < n) this.scores = new Float64Array(n);
    const values = this.model.features.map((feature) => features[feature]!);
    const scored = await this.model.score(values, n, this.answers);
    this.scores.set(scored.subarray(0, n));
    const sigmas = this.model.sigmas?.();
    if (sigmas !== undefined) {
      if (this.ownSigmas.length < n) this.ownSigmas = new Float64Array(n);
      this.ownSigmas.set(sigmas.subarray(0, n));
    }
    this.keepMembers(n);
    return this.scores.subarray(0, n);
  }

  /** The uncertainties that belong to the last scores; undefined where the model predicts none. */
  sigmas(n: number): Float64Array | undefined {
    return this.model.sigmas && this.ownSigmas.subarray(0, n);
  }

  /** The mixtures that belong to the last scores, in arrays of their own; undefined where the model predicts none. */
  mixtures(): readonly NormalMixtures[] | undefined {
    return this.model.predicted?.mixtures();
  }

  /** The last scores of each member of an ensemble; undefined of a single model, and of passes that were not asked for. */
  members(n: number): readonly Float64Array[] | undefined {
    return this.keepsMembers ? this.ownMembers.map((scores) => scores.subarray(0, n)) : undefined;
  }

  private get keepsMembers(): boolean {
    const { ensemble } = this.model;
    return ensemble !== undefined && (this.answers === 'all' || ensemble.drawn !== true);
  }

  private keepMembers(n: number): void {
    const { ensemble } = this.model;
    if (ensemble === undefined || !this.keepsMembers) return;
    if ((this.ownMembers[0]?.length ?? 0) < n) {
      this.ownMembers = Array.from({ length: ensemble.members }, () => new Float64Array(n));
    }
    ensemble.scores().forEach((scores, member) => {
      this.ownMembers[member]!.set(scores.subarray(0, n));
    });
  }
}
