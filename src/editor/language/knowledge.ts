import { noFacts } from '../../checks/facts';
import type { Knowledge } from '../../language/knowledge';
import type { OpenAnalysis } from '../session/openAnalyses';
import type { SessionState } from '../session/sessionState';

/** What a session knows besides the text. */
export function knowledgeOf(open: OpenAnalysis | undefined): Knowledge {
  if (open === undefined) return { facts: noFacts, report: undefined, age: 'none' };
  const { facts, state } = open.session;
  return { facts, report: state.report, age: ageOf(state) };
}

function ageOf({ report, stale, run, hold }: SessionState): Knowledge['age'] {
  if (report !== undefined) return stale ? 'stale' : 'current';
  if (hold === 'untrusted') return 'untrusted';
  if (run.kind === 'running') return 'measuring';
  return hold === 'errors' ? 'held' : 'none';
}
