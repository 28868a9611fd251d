import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('activates and registers every command that the manifest offers', async () => {
    const extension = vscode.extensions.getExtension('pullscope.pullscope');
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const offered = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(offered.length > 0, 'the manifest offers no command');
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      offered.filter((command) => !registered.has(command)),
      [],
    );
  });
});
