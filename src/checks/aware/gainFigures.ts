/** AUC along a nuisance: of a model told the truth, told the nominal value, and of the other models. */
import type { Figure, Series, SeriesRole } from '../../report/figure';
import type { Estimate } from '../../stats/estimate';
import type { Measurements } from '../measurements';
import { text, toldResults, type ToldResult } from './told';

/** Of the models that are not told, in their order. */
const roles: readonly SeriesRole[] = ['alternative', 'cross-check', 'up', 'down', 'application'];

export function gainFigures(measured: Measurements): Figure[] {
  return toldResults(measured).flatMap(({ told, results }) => {
    const { model, nuisance, centre } = told;
    return [false, true].flatMap((sliced): Figure[] => {
      const drawn = results.filter(({ truth }) => (truth.slice !== undefined) === sliced);
      if (drawn.length < 2) return [];
      const series = (label: string, role: SeriesRole, of: (result: ToldResult) => Estimate | undefined): Series => ({
        label,
        role,
        values: drawn.map((result) => of(result)?.value ?? Number.NaN),
        errors: drawn.map((result) => of(result)?.error ?? 0),
      });
      const none = [0, 0, ...(drawn[0]?.others ?? []).map(() => 0)];
      return [
        {
          kind: 'histogram',
          profile: true,
          id: `aware/${model.name}/${nuisance.name}${sliced ? '/slices' : ''}`,
          title: `${nuisance.name}: AUC of ${model.name}, told and not told${sliced ? ', in slices' : ''}`,
          caption: `AUC with events that were made at each value of ${nuisance.name}. All models see the same events, so that differences are surer than the bars of error look.`,
          target: { model: model.name, nuisance: nuisance.name },
          about: [model.path, nuisance.path],
          x: { label: nuisance.name },
          y: { label: 'AUC' },
          edges: edgesAround(drawn.map(({ truth }) => truth.value)),
          series: [
            series(`${model.name}, told the truth`, 'nominal', ({ auc }) => auc),
            series(`${model.name}, told ${text(centre)}`, 'reference', ({ truth, auc, otherwise }) =>
              truth.value === centre && !sliced ? auc : otherwise.find(({ value }) => value === centre)?.auc,
            ),
            ...(drawn[0]?.others ?? []).map(({ model: other }, index) =>
              series(
                other.model.name,
                roles[index % roles.length]!,
                ({ others }) => others.find((one) => one.model === other)?.auc,
              ),
            ),
          ],
          underflow: none,
          overflow: none,
          lines: [],
        },
      ];
    });
  });
}

/** Edges of bins in which the values stand. */
function edgesAround(values: readonly number[]): number[] {
  const middles = values.slice(1).map((value, index) => (value + values[index]!) / 2);
  const [first, last] = [values[0]!, values.at(-1)!];
  return [2 * first - middles[0]!, ...middles, 2 * last - middles.at(-1)!];
}
