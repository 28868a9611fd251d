import * as path from 'node:path';
import * as vscode from 'vscode';

/** Files that describe an analysis, as a glob for finding them in a folder. */
export const analysisGlob = '**/{pullscope,*.pullscope}.{yaml,yml}';

/** Documents that the extension looks at: real files only, since events and models are read from a disk. */
export const analysisSelector: vscode.DocumentSelector = { scheme: 'file', pattern: analysisGlob };

const analysisName = /^(.+\.)?pullscope\.ya?ml$/;

export function isAnalysis(document: Pick<vscode.TextDocument, 'uri'>): boolean {
  return document.uri.scheme === 'file' && analysisName.test(path.basename(document.uri.fsPath));
}

/** Why a document with the name of an analysis is not looked at; undefined where it is, or is none. */
export function whyNotAnalysed({ uri }: Pick<vscode.TextDocument, 'uri'>): string | undefined {
  if (!analysisName.test(path.posix.basename(uri.path))) return undefined;
  switch (uri.scheme) {
    case 'file':
      return undefined;
    case 'untitled':
      return vscode.l10n.t('Save the file to have it checked: the files that it names are found from its folder.');
    case 'git':
      return vscode.l10n.t('An earlier version of the file is not checked.');
    default:
      return vscode.l10n.t(
        'This file is not checked: events and models are read from a disk, and this folder is on none ({0}).',
        uri.scheme,
      );
  }
}

/** Analysis files of the workspace, nearest to a folder's root first. */
export async function findAnalyses(limit: number): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(analysisGlob, '**/node_modules/**', limit);
  const depth = (uri: vscode.Uri): number => uri.path.split('/').length;
  return found.toSorted((a, b) => depth(a) - depth(b) || a.path.localeCompare(b.path));
}
