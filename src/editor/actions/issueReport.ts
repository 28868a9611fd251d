import * as os from 'node:os';
import * as vscode from 'vscode';
import type { OpenAnalysis } from '../session/openAnalyses';
import { withoutPaths } from '../session/redaction';
import type { Pullscope } from '../pullscope';

/** Characters of the log that go into a report: its end. */
const logLength = 20_000;

/** Opens a text for a report of a bug: versions, and the log without the names of files. Nothing is sent. */
export async function reportIssue({ extension, analyses, engine, recorded }: Pullscope): Promise<void> {
  const manifest = extension.packageJSON as { readonly version: string; readonly bugs: { readonly url: string } };
  const text = issueText({
    versions: {
      Pullscope: manifest.version,
      'VS Code': [
        vscode.version,
        vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop',
        vscode.env.remoteName ?? 'local',
      ].join(', '),
      Node: process.version,
      System: [process.platform, process.arch, os.release()].join(' '),
      Engine: engine.state,
    },
    analyses: analyses.all(),
    log: recorded.lines().join('\n').slice(-logLength),
  });
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: text });
  await vscode.window.showTextDocument(document);
  const open = vscode.l10n.t('Open the Issues');
  const said = await vscode.window.showInformationMessage(
    vscode.l10n.t('Say what happened, look through the text, and paste it into a new issue. Nothing has been sent.'),
    open,
  );
  if (said === open) await vscode.env.openExternal(vscode.Uri.parse(manifest.bugs.url));
}

interface Collected {
  readonly versions: Readonly<Record<string, string>>;
  readonly analyses: readonly OpenAnalysis[];
  readonly log: string;
}

function issueText({ versions, analyses, log }: Collected): string {
  const names = analyses.flatMap(({ document, session }) => {
    const { data, models } = session.state.references;
    return [document.uri.fsPath, ...data, ...models];
  });
  return `## What happened



## What was expected



## Versions

${Object.entries(versions)
  .map(([name, version]) => `- ${name}: ${version}`)
  .join('\n')}

## Analyses that are open

${analyses.map((analysis) => `- ${shapeOf(analysis)}`).join('\n')}

## Log

\`\`\`text
${withoutPaths(log, names).replaceAll('```', "'''")}
\`\`\`
`;
}

/** How large it is and how it went, without a name. */
function shapeOf({ session }: OpenAnalysis): string {
  const { parsed, run, report, hold } = session.state;
  const { samples, models, nuisances } = parsed.analysis ?? {};
  const versions = Object.entries(report?.provenance.versions ?? {}).map((version) => version.join(' '));
  return [
    `${String(samples?.size ?? 0)} samples, ${String(models?.size ?? 0)} models, ${String(nuisances?.size ?? 0)} nuisances`,
    `run: ${run.kind === 'failed' ? `failed (${run.code})` : run.kind}`,
    ...(hold === undefined ? [] : [`held back: ${hold}`]),
    ...(versions.length === 0 ? [] : [versions.join(', ')]),
  ].join('; ');
}
