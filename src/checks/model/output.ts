import { meanOf } from '../../profile/profile';
import { contrastOf } from '../../stats/contrast';
import { contrastEfficiency } from '../../stats/efficiencyRatio';
import type { Measured, Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import {} from '../severity';
import { classTarget, count, interval, plain } from '../wording';
import { nominalAuc } from '../modelAuc';

const code = 'model/output';

/** What the model puts out on the samples: a score for every event, and a probability where working points assume one. */
export const modelOutput = checkOf(code, measuredOf, {
  judge(measured, severity) {
    const outcomes: Outcome[] = [];
    for (const model of measured.models) {
      const { name, path, output } = model.model;
      const thresholds = model.workingPoints.map(({ threshold }) => threshold);
      const probability = thresholds.length > 0 && thresholds.every((threshold) => threshold >= 0 && threshold <= 1);
      for (const sample of measured.profiles.samples.keys()) {
        const score = measured.ofSample('scores', model.index, sample);
        if (score === undefined) continue;
        const { low, high, missingEvents } = score.sums;
        const scored = low <= high;
        // Nothing is selected: data/low-statistics says so.
        if (!scored && missingEvents === 0) continue;
        const mean = meanOf(score.sums);
        const outside = probability && scored && (low < 0 || high > 1);
        outcomes.push({
          code,
          status: outside || missingEvents > 0 ? 'finding' : 'pass',
          severity: outside && missingEvents === 0 ? 'warning' : severity,
          message:
            missingEvents > 0
              ? `The score of '${sample}' is NaN or infinite for ${count(missingEvents)} events, which are left out: look at the features they have.`
              : outside
                ? `The score of '${sample}' runs from ${plain(low)} to ${plain(high)}, which is not a probability as the working points ${thresholds.join(', ')} suggest: is a sigmoid missing, or is it another output?`
                : `The score of '${sample}' runs from ${plain(low)} to ${plain(high)}${mean === undefined ? '' : `, mean ${plain(mean)}`}.`,
          at: { path: output?.path ?? path, on: output === undefined ? 'key' : 'value' },
          target: { model: name, sample },
          evidence: {
            ...(mean === undefined ? {} : { meanScore: mean }),
            ...(scored ? { minimumScore: low, maximumScore: high } : {}),
          },
        });
      }
      const area = nominalAuc(measured, model);
      if (area !== undefined) {
        outcomes.push({
          code,
          status: 'pass',
          severity,
          message: `AUC on the nominal samples: ${area.value.toFixed(4)} ± ${area.error.toFixed(4)}.`,
          at: { path, on: 'key' },
          target: { model: name },
          evidence: { auc: interval(area) },
        });
      }
      for (const label of measured.labels) {
        const histogram = measured.nominal('scores', model.index, label)?.histogram;
        if (histogram === undefined) continue;
        const contrast = contrastOf(model.binning.bins, [
          { kind: 'unchanged', nominal: histogram.sumWeights, nominalSquares: histogram.sumWeights2 },
        ]);
        for (const { name: workingPoint, firstBin, threshold } of model.workingPoints) {
          const efficiency = contrastEfficiency(contrast, 'nominal', firstBin);
          if (efficiency === undefined) continue;
          const evidence: Record<string, Measured> = { efficiency: interval(efficiency) };
          outcomes.push({
            code,
            status: 'pass',
            severity,
            message: `Efficiency at '${workingPoint}' (score ≥ ${threshold}): ${efficiency.value.toFixed(4)} ± ${efficiency.error.toFixed(4)}.`,
            at: { path, on: 'key' },
            target: { model: name, workingPoint, ...classTarget(measured, label) },
            evidence,
          });
        }
      }
    }
    return outcomes;
  },
});
