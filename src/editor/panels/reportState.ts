import * as path from 'node:path';
import type { ReportState } from '../../../webview/reportProtocol';
import { reportContent, type PlacedOutcome, type ReportContent } from '../../report/reportContent';
import type { Outcome } from '../../report/report';
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

/** The last report with what is known of the present text; undefined before there is one. */
export function contentOf(session: SessionState): ReportContent | undefined {
  const { report, parsed, outcomes, problems } = session;
  if (report === undefined) return undefined;
  const placed: PlacedOutcome[] = [
    ...problems.map(({ code, severity, message, range, related = [] }): PlacedOutcome => {
      return { code, status: 'finding', severity, message, target: {}, evidence: {}, range, related };
    }),
    ...outcomes.map(({ code, status, severity, message, target, evidence, at, related = [] }): PlacedOutcome => {
      const others = related.map((one) => ({ range: parsed.locate(one.at), message: one.message }));
      return { code, status, severity, message, target, evidence, range: parsed.locate(at), related: others };
    }),
  ];
  const kept = new Set(outcomes);
  const silenced = report.outcomes.filter((outcome) => isMeasuredFinding(outcome) && !kept.has(outcome));
  const name = path.basename(session.path);
  return reportContent({ name, report, outcomes: placed }, silenced.length + parsed.silenced.length);
}

/** What can be missing among the outcomes of a session only because it is silenced: static ones are made anew. */
function isMeasuredFinding({ code, status, severity }: Outcome): boolean {
  const isStatic = /^(config\/|model\/(inputs|opset|missing-weights)$)/.test(code);
  return status === 'finding' && severity !== 'hint' && !isStatic;
}
