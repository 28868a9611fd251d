import * as path from 'node:path';
import * as vscode from 'vscode';
import { checkInfo } from '../../config/catalogue';
import type { CheckInfo } from '../../config/checkInfo';
import { jsonReport } from '../../report/json';
import { locateFindings, type LocatedReport } from '../../report/located';
import { sarifReport } from '../../report/sarif';
import type { OpenAnalysis } from '../session/openAnalyses';

/** A form in which a report leaves the editor. */
export interface ExportFormat {
  /** `SARIF`, as a menu shows it. */
  readonly label: string;
  readonly detail: string;
  /** Of the file, with its dot. */
  readonly extension: string;
  readonly render: (report: LocatedReport, extension: vscode.Extension<unknown>) => Promise<string> | string;
}

const exportFormats: readonly ExportFormat[] = [
  {
    label: 'JSON',
    detail: vscode.l10n.t('Everything that was measured, for programs'),
    extension: '.json',
    render: (report) => `${JSON.stringify(jsonReport(report), undefined, 2)}\n`,
  },
  {
    label: 'SARIF',
    detail: vscode.l10n.t('The findings, for code scanning'),
    extension: '.sarif',
    render: async (report, extension) => `${JSON.stringify(await asSarif(report, extension), undefined, 2)}\n`,
  },
];

/**
 * Writes the report of an analysis to a file.
 * @param label of a format; asked for where it is not given
 * @param target of the file, likewise
 */
export async function exportReport(
  extension: vscode.Extension<unknown>,
  analysis: OpenAnalysis,
  label?: string,
  target?: vscode.Uri,
): Promise<void> {
  const report = locatedReport(analysis);
  if (report === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Run the checks first: there is no report yet.'));
    return;
  }
  const format = exportFormats.find((one) => one.label === label) ?? (await chooseFormat());
  if (format === undefined) return;
  if (format === 'html') {
    await vscode.commands.executeCommand('pullscope.exportReport');
    return;
  }
  const { uri } = analysis.document;
  const name = path.basename(uri.fsPath).replace(/\.ya?ml$/, '');
  const file =
    target ??
    (await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export the report as {0}', format.label),
      defaultUri: vscode.Uri.joinPath(uri, '..', `${name}${format.extension}`),
    }));
  if (file === undefined) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(await format.render(report, extension)));
  const open = vscode.l10n.t('Open It');
  void vscode.window
    .showInformationMessage(vscode.l10n.t('Wrote {0}.', vscode.workspace.asRelativePath(file)), open)
    .then((said) => said === open && vscode.commands.executeCommand('vscode.open', file));
}

/** The last report of an analysis, as it is told now; undefined before the first run. */
export function locatedReport({ document, session }: OpenAnalysis): LocatedReport | undefined {
  const { parsed, report, problems, outcomes, silenced } = session.state;
  if (report === undefined) return undefined;
  const name = vscode.workspace.asRelativePath(document.uri, false);
  return locateFindings(name, parsed, report, { problems, outcomes, silenced });
}

/** The page is written by the panels that show it. */
async function chooseFormat(): Promise<ExportFormat | 'html' | undefined> {
  const html = { label: 'HTML', detail: vscode.l10n.t('One page with all plots, for people'), format: 'html' as const };
  const others = exportFormats.map((format) => ({ label: format.label, detail: format.detail, format }));
  const title = vscode.l10n.t('Export the report as …');
  const chosen = await vscode.window.showQuickPick([html, ...others], { title });
  return chosen?.format;
}

async function asSarif(report: LocatedReport, extension: vscode.Extension<unknown>): Promise<object> {
  const manifest = extension.packageJSON as { readonly version: string; readonly homepage: string };
  const rules = new Map<string, { readonly info: CheckInfo; readonly page: string }>();
  for (const { code } of [...report.outcomes, ...report.silenced]) {
    const info = checkInfo(code);
    if (rules.has(code) || info === undefined) continue;
    const page = vscode.Uri.joinPath(extension.extensionUri, 'docs', 'checks', `${code}.md`);
    rules.set(code, { info, page: new TextDecoder().decode(await vscode.workspace.fs.readFile(page)) });
  }
  return sarifReport([report], {
    version: manifest.version,
    pages: `${manifest.homepage}/docs/checks`,
    rule: (code) => {
      const rule = rules.get(code);
      if (rule === undefined) throw new Error(`no check is called ${code}`);
      return rule;
    },
  });
}
