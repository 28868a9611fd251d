import { createHash } from 'node:crypto';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { FromFigures } from '../../../webview/protocol';
import { htmlReport } from '../../report/html';
import type { OpenAnalysis } from '../session/openAnalyses';
import { contentOf } from './reportState';
import { pageTranslation } from './webviewPage';

type SavedFigure = Extract<FromFigures, { type: 'save' }>;

/** Asks where to keep a figure, and writes it. */
export async function saveFigure({ name, format, content }: SavedFigure, analysis: OpenAnalysis): Promise<void> {
  const bytes = Buffer.from(content, format === 'png' ? 'base64' : 'utf8');
  // What the page proposes is a name, never a place.
  await askAndWrite(analysis, path.basename(name), format, bytes);
}

/** Asks where to keep the report, writes it as one HTML file, and offers to open it. */
export async function exportReport(analysis: OpenAnalysis, extension: vscode.Uri): Promise<void> {
  const content = contentOf(analysis.session.state);
  if (content === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no report yet: run the checks of {0} first.', path.basename(analysis.session.state.path)),
    );
    return;
  }
  const translation = pageTranslation();
  const html = await htmlReport([content], {
    read: async (file) =>
      Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, file))).toString('utf8'),
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    made: new Date().toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
    ...(translation === undefined ? {} : { translation }),
  });
  const name = `${path.basename(content.name).replace(/\.ya?ml$/, '')}-report.html`;
  const written = await askAndWrite(analysis, name, 'html', Buffer.from(html, 'utf8'));
  if (written === undefined) return;
  const open = vscode.l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('The report is in {0}.', vscode.workspace.asRelativePath(written)),
    open,
  );
  if (chosen === open) await vscode.env.openExternal(written);
}

/** @returns where it was written, if it was */
async function askAndWrite(
  analysis: OpenAnalysis,
  name: string,
  extension: string,
  bytes: Uint8Array,
): Promise<vscode.Uri | undefined> {
  const folder = vscode.Uri.joinPath(analysis.document.uri, '..');
  const place = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  if (place !== undefined) await vscode.workspace.fs.writeFile(place, bytes);
  return place;
}
