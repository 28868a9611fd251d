import * as vscode from 'vscode';

/** Where links in hovers and in the text lead. */
export type Followed = 'run' | 'plots' | 'page' | 'model' | 'file';

/** The one command that links of hovers may call; not offered in the palette. */
export const followCommand = 'pullscope.follow';

/**
 * An address that leads to something. Files are named as text in it: over SSH, an address in the form of VS Code's own
 * would be taken for a file of the machine that the window is on.
 */
export function linkTo(what: Followed, file?: vscode.Uri): vscode.Uri {
  const args = JSON.stringify(file === undefined ? [what] : [what, file.toString()]);
  return vscode.Uri.parse(`command:${followCommand}?${encodeURIComponent(args)}`);
}

export function registerFollow(): vscode.Disposable {
  return vscode.commands.registerCommand(followCommand, async (what: Followed, file?: string) => {
    const uri = file === undefined ? undefined : vscode.Uri.parse(file);
    await vscode.commands.executeCommand(commands[what], ...(uri === undefined ? [] : [uri]));
  });
}

const commands: Readonly<Record<Followed, string>> = {
  run: 'pullscope.run',
  plots: 'pullscope.showPlots',
  page: 'markdown.showPreview',
  model: 'pullscope.openModelPage',
  // A file of events is no text: it is shown where it lies.
  file: 'revealInExplorer',
};
