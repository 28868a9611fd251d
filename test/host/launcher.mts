#!/usr/bin/env node
/**
 * Stands in for VS Code's executable where there is no desktop one: takes the arguments that @vscode/test-electron gives,
 * serves VS Code, opens it in a headless Chromium and ends with the exit code of the tests.
 */
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { launchChromium } from '../../scripts/chromium.mts';
import { onInterrupt } from '../../scripts/ownedProcess.mts';
import { resultsFolder } from '../../scripts/repository.mts';
import { startVscodeServer } from '../../scripts/vscodeServer.mts';

const limitMinutes = 8;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string' },
      extensionTestsPath: { type: 'string' },
      'extensions-dir': { type: 'string' },
    },
  });
  const [workspace] = positionals;
  const { extensionDevelopmentPath: development, extensionTestsPath: tests, 'extensions-dir': extensions } = values;
  if (workspace === undefined || typeof development !== 'string' || typeof tests !== 'string') {
    console.error('launcher.mts needs a folder, --extensionDevelopmentPath=… and --extensionTestsPath=….');
    return 2;
  }

  const server = await startVscodeServer(typeof extensions === 'string' ? { extensionsFolder: extensions } : {});
  const consoleFile = createWriteStream(path.join(resultsFolder, 'vscode-console.txt'));
  const forget = onInterrupt(() => server.close());
  try {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const code = await new Promise<number>((resolve, reject) => {
        setTimeout(() => {
          reject(new Error(`The tests in VS Code did not end within ${limitMinutes} minutes.`));
        }, limitMinutes * 60_000).unref();
        page.on('crash', () => {
          reject(new Error('The page with VS Code crashed.'));
        });
        // These two names are what VS Code's workbench calls when its page offers them.
        Promise.all([
          page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
            consoleFile.write(`${type}: ${format(...args)}\n`);
          }),
          page.exposeFunction('codeAutomationExit', resolve),
        ])
          .then(() => page.goto(server.address(workspace, { development, tests })))
          .catch(reject);
      });
      return code;
    } finally {
      await browser.close();
    }
  } catch (error) {
    console.error(error);
    console.error(`VS Code's server printed:\n${server.log()}`);
    return 1;
  } finally {
    forget();
    consoleFile.end();
    await server.close();
  }
}
