/** What up and down of a nuisance do to the same quantity, side by side. */
import type { Measured, Outcome } from '../../report/report';
import type { Estimate } from '../../stats/estimate';
import type { Measurements } from '../measurements';
import { className, interval, percentChange } from '../wording';
import type { RateEffect } from './effects';

export interface Pair {
  readonly up: RateEffect;
  readonly down: RateEffect;
}

export function pairsOf(rates: readonly RateEffect[]): Pair[] {
  return rates
    .filter(({ side }) => side.side === 'up')
    .flatMap((up) => {
      const down = rates.find(
        (one) =>
          one.side.side === 'down' &&
          one.side.nuisance === up.side.nuisance &&
          one.quantity === up.quantity &&
          one.label === up.label &&
          one.model === up.model &&
          one.workingPoint === up.workingPoint,
      );
      return down === undefined ? [] : [{ up, down }];
    });
}

/** `the yield of 'tt' moves by +1.1 ± 0.1 % (up) and −0.9 ± 0.1 % (down)` */
export function pairNumbers(measured: Measurements, { up, down }: Pair): string {
  const what =
    up.quantity === 'yield' ? 'the yield' : `the efficiency at '${up.workingPoint ?? ''}'${modelName(measured, up)}`;
  return `${what} of ${className(measured, up.label)} moves by ${percentChange(up.change)} (up) and ${percentChange(down.change)} (down)`;
}

export function pairEvidence({ up, down }: Pair): Record<string, Measured> {
  return {
    [`${up.quantity}RatioUp`]: interval(ratioOf(up)),
    [`${down.quantity}RatioDown`]: interval(ratioOf(down)),
  };
}

function ratioOf({ change }: RateEffect): Estimate {
  return { ...change, value: 1 + change.value };
}

function modelName(measured: Measurements, effect: RateEffect): string {
  return effect.model !== undefined && measured.models.length > 1 ? ` (${effect.model.model.name})` : '';
}

/** What the worst of several quantities says for all of them. */
export function withFurtherPairs(worst: { readonly outcome: Outcome }, others: readonly unknown[]): string {
  const { message } = worst.outcome;
  return others.length === 0 ? message : `${message} The same holds for ${others.length} more of its quantities.`;
}
