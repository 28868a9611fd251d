/** What the worst shift that nobody would notice does to efficiencies, to the score, and hardly to the features. */
import type { Figure, HistogramFigure } from '../../report/figure';
import type { Direction } from '../../profile/worstShift';
import type { Histograms } from '../../profile/worstShiftProfile';
import type { Estimate } from '../../stats/estimate';
import { limitsOf } from '../../stats/studentisedLimits';
import type { Measurements } from '../measurements';
import { className, classTarget, percentChange } from '../wording';
import type { WorstRow } from './undetected';

export function undetectedFigures(measured: Measurements, rows: readonly WorstRow[]): Figure[] {
  return measured.models.flatMap((model): Figure[] => {
    const own = rows.filter((row) => row.model === model);
    const [first] = own;
    if (first === undefined) return [];
    const name = model.model.name;
    const ofModel = measured.models.length > 1 ? ` of ${name}` : '';
    const events = className(measured, first.label).replaceAll("'", '');
    const workingPoints = [...new Set(own.map(({ workingPoint }) => workingPoint))];
    const bar = (change: Estimate) => {
      const { low, high } = limitsOf(change, 1);
      return { value: 100 * change.value, low: 100 * low, high: 100 * high };
    };
    const at = (workingPoint: string, side: 'up' | 'down'): WorstRow | undefined =>
      own.find((row) => row.workingPoint === workingPoint && sideOf(row.shift.direction) === side);
    const about = [['undetected'], model.model.path];
    const worst = own.reduce((one, row) =>
      Math.abs(row.shift.change.value) > Math.abs(one.shift.change.value) ? row : one,
    );
    return [
      {
        kind: 'ranking',
        id: `safety/efficiencies/${name}`,
        title: `Worst shifts that nobody would notice${measured.models.length > 1 ? `: ${name}` : ''}`,
        caption: `Relative change of the efficiency of ${events} by the worst change of its features within bounds, distributions and correlations; by changes as large with random signs; and by all nuisances in quadrature. Bars of error are 68.3 % intervals.`,
        target: { model: name, ...classTarget(measured, first.label) },
        about,
        x: { label: 'change of the efficiency', unit: '%' },
        series: [
          { label: 'raised', role: 'up' },
          { label: 'lowered', role: 'down' },
        ],
        rows: workingPoints.flatMap((workingPoint) => {
          const [up, down] = [at(workingPoint, 'up'), at(workingPoint, 'down')];
          const one = up ?? down!;
          const both = (of: (row: WorstRow) => Estimate | undefined, sign = 1) => [
            up && of(up) ? bar(of(up)!) : null,
            down && of(down) ? bar({ ...of(down)!, value: sign * of(down)!.value }) : null,
          ];
          return [
            { label: `${workingPoint}: worst unnoticed`, bars: both(({ shift }) => shift.change) },
            {
              label: `${workingPoint}: random signs`,
              bars: one.shift.random.value < 0 ? [null, bar(one.shift.random)] : [bar(one.shift.random), null],
            },
            { label: `${workingPoint}: nuisances`, bars: both(({ quoted }) => quoted, -1) },
          ];
        }),
      },
      histogram(worst, worst.shift.score, model.edges.plot, {
        id: `safety/score/${name}`,
        title: `Worst shift${ofModel} at ${worst.workingPoint}: score of ${events}`,
        caption: `Nominal, and after the change that moves the efficiency at ${worst.workingPoint} by ${percentChange(worst.shift.change)}.`,
        x: { label: model.model.output?.text ?? 'score' },
        target: { model: name, ...classTarget(measured, first.label) },
        about,
        lines: model.workingPoints.map(({ name: label, threshold }) => ({ x: threshold, label })),
      }),
      ...[...worst.shift.features].map(([feature, contents]) => {
        const { name: text, edges } = measured.features[feature]!;
        return histogram(worst, contents, edges.plot, {
          id: `safety/feature/${name}/${text}`,
          title: `Worst shift${ofModel} at ${worst.workingPoint}: ${text} of ${events}`,
          caption: `What a control plot would show of it: nominal, and after the same change (largest KS of a feature ${worst.shift.ks.toFixed(4)}).`,
          x: { label: text },
          target: { model: name, feature: text, ...classTarget(measured, first.label) },
          about: [['undetected'], ['undetected', 'within', text]],
          lines: [],
        });
      }),
    ];
  });
}

function histogram(
  { shift }: WorstRow,
  { before, after }: Histograms,
  edges: Float64Array,
  own: Pick<HistogramFigure, 'id' | 'title' | 'caption' | 'x' | 'target' | 'about' | 'lines'>,
): HistogramFigure {
  const inside = (values: Float64Array): number[] => [...values].slice(1, -1);
  const role = sideOf(shift.direction);
  return {
    kind: 'histogram',
    ...own,
    y: { label: 'Σw per bin' },
    edges: [...edges],
    series: [
      { label: 'nominal', role: 'nominal', values: inside(before) },
      { label: 'worst shift', role, values: inside(after) },
    ],
    underflow: [before[0]!, after[0]!],
    overflow: [before[before.length - 1]!, after[after.length - 1]!],
    ratio: {
      label: 'ratio to nominal',
      series: [
        {
          label: 'worst shift',
          role,
          values: inside(after).map((value, bin) => (before[bin + 1]! > 0 ? value / before[bin + 1]! : null)),
          errors: inside(after).map(() => null),
        },
      ],
    },
  };
}

function sideOf(direction: Direction): 'up' | 'down' {
  return direction === 'raises' ? 'up' : 'down';
}
