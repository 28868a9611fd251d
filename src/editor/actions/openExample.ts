import * as vscode from 'vscode';

/** A folder of examples/ that is part of the package: small, of real events, and measured in seconds. */
const example = 'atlas-tth';

/**
 * Copies the example to where the person wants it, since it is there to be changed, and opens its analysis.
 * @param parent the folder in which the copy is made; asked for where it is not given
 */
export async function openExample(extension: vscode.Uri, parent?: vscode.Uri): Promise<void> {
  const into = parent ?? (await chooseFolder());
  if (into === undefined) return;
  const copy = await freeName(into);
  await vscode.workspace.fs.copy(vscode.Uri.joinPath(extension, 'examples', example), copy);
  const analysis = vscode.Uri.joinPath(copy, 'pullscope.yaml');
  // A window without a folder takes the copy as its own; another keeps what it has.
  if (vscode.workspace.workspaceFolders === undefined) await vscode.commands.executeCommand('vscode.openFolder', copy);
  else await vscode.window.showTextDocument(analysis);
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Where is the example to be copied?'),
    openLabel: vscode.l10n.t('Copy It Here'),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(folder === undefined ? {} : { defaultUri: folder.uri }),
  });
  return chosen?.[0];
}

/** Nothing is written over. */
async function freeName(parent: vscode.Uri): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(parent)).map(([name]) => name));
  let name = `pullscope-${example}`;
  for (let count = 2; taken.has(name); count++) name = `pullscope-${example}-${count.toString()}`;
  return vscode.Uri.joinPath(parent, name);
}
