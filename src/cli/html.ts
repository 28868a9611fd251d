import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { htmlReport } from '../report/html';
import type { LocatedReport } from '../report/located';
import { reportContent } from '../report/reportContent';

/** The reports as one HTML file; the page that shows them lies beside the bundle of the command line. */
export async function htmlOf(reports: readonly LocatedReport[]): Promise<string> {
  return await htmlReport(
    reports.map((report) => reportContent(report, report.silenced.length)),
    {
      read: (file) => readFile(join(__dirname, '..', file), 'utf8'),
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      made: new Date().toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
    },
  );
}
