import * as vscode from 'vscode';
import { accept, baselineName, isAcceptable, tidy, type Baseline } from '../../report/baseline';
import type { Outcome } from '../../report/report';
import { Baselines } from '../session/baselines';
import type { OpenAnalyses, OpenAnalysis } from '../session/openAnalyses';

/** What the quick fix of a finding calls; not offered in the palette. */
export const acceptFindingCommand = 'pullscope.acceptFinding';

/** For a quick fix: accepts one finding, and asks why. Undefined where it cannot be accepted. */
export function acceptFindingAction(
  { document, session }: OpenAnalysis,
  problem: { readonly code: string; readonly message: string },
): vscode.Command | undefined {
  if (!session.state.unaccepted.some((outcome) => isAcceptable(outcome) && isSame(outcome, problem))) return undefined;
  const title = vscode.l10n.t('Accept {0} in the baseline, for a reason', problem.code);
  return { command: acceptFindingCommand, title, arguments: [document.uri, problem] };
}

/** @param reason asked for where it is not given */
export async function acceptFinding(
  analyses: OpenAnalyses,
  analysis: OpenAnalysis,
  problem: { readonly code: string; readonly message: string },
  reason?: string,
): Promise<void> {
  const findings = analysis.session.state.unaccepted.filter(
    (outcome) => isAcceptable(outcome) && isSame(outcome, problem),
  );
  await acceptAll(analyses, analysis, findings, reason);
}

/** Asks which findings are accepted and why, and writes them down. */
export async function acceptFindings(analyses: OpenAnalyses, analysis: OpenAnalysis): Promise<void> {
  if (!isMeasured(analysis)) return;
  const { parsed, outcomes } = analysis.session.state;
  const findings = outcomes.filter(isAcceptable);
  if (findings.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no finding to accept.'));
    return;
  }
  const items = findings.map((finding) => ({
    label: finding.code,
    description: vscode.l10n.t('line {0}', parsed.locate(finding.at).start.line + 1),
    detail: finding.message,
    picked: true,
    finding,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('Which findings are known and accepted?'),
    matchOnDetail: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  await acceptAll(
    analyses,
    analysis,
    chosen.map(({ finding }) => finding),
  );
}

/** Drops what the last run has not found any more. */
export async function tidyBaseline(analyses: OpenAnalyses, analysis: OpenAnalysis): Promise<void> {
  if (!isMeasured(analysis)) return;
  const known = analyses.baselines.known(analysis.session.state.path);
  const tidied = tidy(known, analysis.session.state.unaccepted);
  const count = ({ accepted }: Baseline): number => accepted.reduce((sum, { rows }) => sum + rows.length, 0);
  const dropped = count(known.baseline) - count(tidied);
  if (dropped > 0 && !(await written(analyses, analysis, tidied))) return;
  void vscode.window.showInformationMessage(
    dropped === 0
      ? vscode.l10n.t('Everything that is accepted still occurs.')
      : vscode.l10n.t('{0} entries that no longer occur were dropped from {1}.', dropped, baselineName),
  );
}

async function acceptAll(
  analyses: OpenAnalyses,
  analysis: OpenAnalysis,
  findings: readonly Outcome[],
  given?: string,
): Promise<void> {
  const reason =
    given ??
    (await vscode.window.showInputBox({
      title: vscode.l10n.t('Why are they accepted?'),
      prompt: vscode.l10n.t('The reason is written to {0}, for whoever reads the analysis next.', baselineName),
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A reason is needed.') : undefined),
      ignoreFocusOut: true,
    }));
  if (reason === undefined || reason.trim() === '') return;
  const { path, unaccepted } = analysis.session.state;
  // The day where the person is, not that of Greenwich.
  const now = new Date();
  const date = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'));
  const why = { reason: reason.trim(), date: date.join('-') };
  await written(analyses, analysis, accept(analyses.baselines.known(path), findings, unaccepted, why));
}

async function written(analyses: OpenAnalyses, analysis: OpenAnalysis, baseline: Baseline): Promise<boolean> {
  const { path } = analysis.session.state;
  try {
    await analyses.baselines.write(path, baseline);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const open = vscode.l10n.t('Open It');
    const said = await vscode.window.showErrorMessage(
      vscode.l10n.t('The baseline was not written: {0}', reason),
      ...(analyses.baselines.isDamaged(path) ? [open] : []),
    );
    if (said === open) await vscode.window.showTextDocument(Baselines.uriOf(path));
    return false;
  }
}

/** Says so where there is nothing to judge by. */
function isMeasured({ session }: OpenAnalysis): boolean {
  const { report, stale, hold } = session.state;
  if (report !== undefined && !stale && hold !== 'errors') return true;
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Run the checks first: the baseline is made of what they find now.'),
  );
  return false;
}

function isSame(outcome: Outcome, problem: { readonly code: string; readonly message: string }): boolean {
  return outcome.code === problem.code && outcome.message === problem.message;
}
