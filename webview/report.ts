/** Entry of the report's page. */
import { l10n } from './l10n';
import type { FromReportPage, ReportState } from './reportProtocol';
import { ReportPage } from './report/reportPage';
import { runPage } from './runPage';

runPage<FromReportPage, ReportState>(
  (root, host) => new ReportPage(root, host),
  (reason) => l10n.t('The report cannot be shown: {0}', reason),
);
