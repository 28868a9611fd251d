/** Entry of the report's page. */
import type { FromReportPage, ReportState } from './reportProtocol';
import { ReportPage } from './report/reportPage';
import { runPage } from './runPage';

runPage<FromReportPage, ReportState>('The report', (root, host) => new ReportPage(root, host));
