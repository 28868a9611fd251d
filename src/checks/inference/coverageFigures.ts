/** Figures of pseudo-experiments: coverage over the strength, and the belt with the data in it. */
import type { Neyman } from '../../config/inferenceSection';
import { oneSigma } from '../../inference/coverageScore';
import type { CurveFigure, Figure, SeriesRole } from '../../report/figure';
import { clopperPearson } from '../../stats/clopperPearson';
import type { Judged } from '../check';
import { count, withSign } from '../wording';
import type { ModelCoverage, Truth } from './coverage';

export function coverageFigures({ analysis: { inference }, coverage = [] }: Judged): Figure[] {
  const neyman = inference?.neyman;
  if (inference === undefined || neyman === undefined) return [];
  const about = [neyman.path, inference.path];
  return coverage.flatMap((one) => {
    const name = one.fitted.model.model.name;
    const of = name === 'model' ? '' : `: ${name}`;
    const base = {
      kind: 'curves' as const,
      target: { model: name },
      about,
      x: { label: inference.parameter },
      lines: [],
    };
    const drawn: CurveFigure[] = [
      ...partsOf(one.truths).map((truths, part): CurveFigure => ({
        ...base,
        id: `inference/coverage/${name}${part === 0 ? '' : `/${part + 1}`}`,
        title: `Coverage of ${inference.parameter}${of}`,
        caption: `Fraction of ${count(neyman.toys)} pseudo-experiments whose interval holds the true ${inference.parameter}, with Clopper-Pearson bands of 68.3 %: by the asymptotic rule for each truth of ${neyman.nuisance === undefined ? 'the nuisance that costs most' : `'${neyman.nuisance.name}'`}, and by the Neyman belt. Promised are 68.27 %.`,
        y: { label: 'coverage' },
        style: 'lines',
        series: coverageSeries(one, truths),
      })),
      {
        ...base,
        id: `inference/critical/${name}`,
        title: `Neyman belt of ${inference.parameter}${of}`,
        caption: `What the test statistic of 68.27 % of pseudo-experiments lies below, with its error from their number; 1 where the asymptotic rule holds.${one.dataStatistics === undefined ? '' : ' The data are accepted where their curve is below.'}`,
        y: { label: statisticLabel(neyman) },
        style: 'lines',
        series: criticalSeries(one, inference.data?.sample),
      },
      {
        ...base,
        id: `inference/estimates/${name}`,
        title: `Estimates of ${inference.parameter}${of}`,
        caption: `Median of the estimates over the true ${inference.parameter}, and the band that holds 68.3 % of them, nuisances at nominal.`,
        x: { label: `true ${inference.parameter}` },
        y: { label: `estimated ${inference.parameter}` },
        style: 'lines',
        diagonal: 'an estimate without bias',
        series: [
          {
            label: 'estimates',
            role: 'nominal',
            points: one.construction.belt.map(({ strength, estimates }) => ({
              x: strength,
              y: estimates.middle,
              low: estimates.low,
              high: estimates.high,
            })),
          },
        ],
      },
    ];
    return drawn;
  });
}

function statisticLabel({ statistic }: Neyman): string {
  if (typeof statistic === 'object') return `(T − ⟨T⟩)²/variance, T = Σ ${statistic.sum.text}`;
  return statistic === 'profile' ? '−2 ln λ' : '−2 ln of the classifier’s ratio';
}

/** More curves than this beside the nominal one could not be told apart. */
const mostMoved = 4;

/** Positions of the truths that a figure shows: nominal in each. */
function partsOf(truths: readonly Truth[]): number[][] {
  const parts = Math.max(Math.ceil((truths.length - 1) / mostMoved), 1);
  return Array.from({ length: parts }, (_, part) => [
    0,
    ...[...truths.keys()].slice(1 + part * mostMoved, 1 + (part + 1) * mostMoved),
  ]);
}

/** The first on each side is up or down. */
function rolesOf(truths: readonly Truth[]): SeriesRole[] {
  return truths.map(({ nuisance, value }, position) => {
    if (nuisance === undefined) return 'nominal';
    const isFirst = !truths.slice(0, position).some((other) => other.value * value > 0);
    return isFirst ? (value > 0 ? 'up' : 'down') : 'alternative';
  });
}

function coverageSeries({ construction, truths }: ModelCoverage, shown: readonly number[]): CurveFigure['series'] {
  const pointsOf = (truth: number, rule: 'asymptotic' | 'belt') =>
    construction.coverage
      .filter((point) => point.truth === truth)
      .map((point) => ({
        x: point.strength,
        y: point[rule] / point.toys,
        ...clopperPearson(point[rule], point.toys, (1 - oneSigma) / 2),
      }));
  const roles = rolesOf(shown.map((index) => truths[index]!));
  const [first, last] = [construction.belt[0], construction.belt[construction.belt.length - 1]];
  return [
    ...shown.map((index, position) => ({
      label: `asymptotic, ${nameOf(truths[index]!)}`,
      role: roles[position]!,
      points: pointsOf(index, 'asymptotic'),
    })),
    { label: 'Neyman belt, nominal', role: 'cross-check' as const, points: pointsOf(0, 'belt') },
    {
      label: '68.27 %',
      role: 'reference' as const,
      points: [first, last].flatMap((end) => (end === undefined ? [] : [{ x: end.strength, y: oneSigma }])),
    },
  ];
}

function nameOf({ nuisance, value }: Truth): string {
  return nuisance === undefined ? 'nominal' : `${nuisance} ${withSign(value)} σ`;
}

function criticalSeries(
  { construction, dataStatistics }: ModelCoverage,
  sample: string | undefined,
): CurveFigure['series'] {
  const { belt } = construction;
  const most = 3 * Math.max(1, ...belt.map(({ critical }) => critical.high));
  return [
    {
      label: 'critical value',
      role: 'nominal',
      points: belt.map(({ strength, critical: { value, low, high } }) => ({ x: strength, y: value, low, high })),
    },
    ...(dataStatistics === undefined
      ? []
      : [
          {
            label: sample ?? 'data',
            role: 'application' as const,
            points: dataStatistics.filter(({ y }) => y <= most),
          },
        ]),
  ];
}
