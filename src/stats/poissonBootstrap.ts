/**
 * Poisson bootstrap by event (Oza and Russell; Chamandy et al., Google 2012): in each replica every event counts as often
 * as a Poisson number of mean 1 says. The number is a function of the event's hash and the replica, so the same event
 * counts alike wherever it appears: nominal and varied share their multipliers, and errors of differences are paired.
 * Nothing has to be drawn in an order, so replicas do not depend on batches, shards or machines.
 */
import { mix } from './hash';
import { sum } from './contrast';
import type { Estimate } from './estimate';

/** 2³²·P(N ≤ k) for a Poisson number of mean 1, up to where 2³² draws hardly reach. */
const cumulative = cumulativeTable();

/**
 * How often an event counts in a replica.
 * @param event `hashOfEvent`
 * @param replica 0, 1, 2, …
 */
export function poissonMultiplier(event: number, replica: number): number {
  return countOf(mix(event ^ replicaKey(replica)));
}

/**
 * Weights of a replica: out[i] = weights[i] · multiplier of event i.
 * @param events [n] `hashOfEvent`
 * @param weights [n] any sign
 * @param out [n]
 */
export function fillReplica(events: Uint32Array, weights: Float64Array, replica: number, out: Float64Array): void {
  const key = replicaKey(replica);
  for (let row = 0; row < events.length; row++) out[row] = weights[row]! * countOf(mix(events[row]! ^ key));
}

/**
 * A statistic with its bootstrap error, √(Σ(t_r − t̄)²/(R − 1)). A replica in which the statistic is not defined is left
 * out.
 * @param statistic of a replica's weights [n]; undefined where it is not defined
 * @returns undefined where the statistic is not defined for the sample itself, or in more than half of the replicas
 */
export function bootstrapEstimate(
  events: Uint32Array,
  weights: Float64Array,
  replicas: number,
  statistic: (weights: Float64Array) => number | undefined,
): Estimate | undefined {
  const value = statistic(weights);
  if (value === undefined) return undefined;
  const out = new Float64Array(weights.length);
  const found: number[] = [];
  for (let replica = 0; replica < replicas; replica++) {
    fillReplica(events, weights, replica, out);
    const one = statistic(out);
    if (one !== undefined) found.push(one);
  }
  if (found.length < 2 || found.length * 2 < replicas) return undefined;
  const values = Float64Array.from(found);
  const mean = sum(values) / values.length;
  return { value, error: Math.sqrt(sum(values.map((one) => (one - mean) ** 2)) / (values.length - 1)) };
}

/** Replicas differ in every bit of it. */
function replicaKey(replica: number): number {
  return mix(replica ^ 0x5bd1e995);
}

function countOf(random: number): number {
  let count = 0;
  while (count < cumulative.length && random >= cumulative[count]!) count++;
  return count;
}

function cumulativeTable(): Float64Array {
  const table = new Float64Array(12);
  let term = 0.36787944117144233;
  let reached = 0;
  for (let count = 0; count < table.length; count++) {
    reached += term;
    table[count] = reached * 2 ** 32;
    term /= count + 1;
  }
  return table;
}
