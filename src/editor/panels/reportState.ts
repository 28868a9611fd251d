import * as path from 'node:path';
import type { ReportState } from '../../../webview/reportProtocol';
import { locateFindings } from '../../report/located';
import { reportContent, type ReportContent } from '../../report/reportContent';
import type { EngineState } from '../../worker/engineClient';
import type { SessionState } from '../session/sessionState';
import { statusOf } from './plotsState';

/** What the report's page shows of an analysis that is open. */
export function reportState(uri: string, session: SessionState, engine: EngineState): ReportState {
  const content = contentOf(session);
  return {
    uri,
    analysis: path.basename(session.path),
    status: statusOf(session, engine),
    ...(content === undefined ? {} : { contents: [content] }),
  };
}

/** The last report as it is told now; undefined before there is one. */
export function contentOf(session: SessionState): ReportContent | undefined {
  const { report, parsed, outcomes, problems, silenced } = session;
  if (report === undefined) return undefined;
  const located = locateFindings(path.basename(session.path), parsed, report, { problems, outcomes, silenced });
  return reportContent(located, located.silenced.length);
}
