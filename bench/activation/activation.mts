/**
 * `npm run bench:activation [-- times]`: how long VS Code waits for the extension, as minified and installed from its
 * package: what *Developer: Show Running Extensions* tells, which is loading its code and the call of `activate`.
 */
import { rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { main as build } from '../../scripts/build.mts';
import { inRepository } from '../../scripts/repository.mts';
import { openWorkbench, type Workbench } from '../../test/ui/workbench.ts';
import { circumstances, table, writeSection } from '../results.mts';

/** Anew each time: a server, an extension host and a window. */
const defaultTimes = 5;

const goal = 100;

const example = 'examples/generators';

/** Milliseconds after which a new window has done what it does at its start. */
const untilQuiet = 5000;

export async function main(args: readonly string[]): Promise<number> {
  const times = Number(args[0] ?? defaultTimes);
  if (!Number.isInteger(times) || times < 1) {
    console.error(`The number of windows is a whole number from 1: '${String(args[0])}' is not.`);
    return 2;
  }
  const setting = circumstances('npm run bench:activation');
  if ((await build(['--minify'])) !== 0) return 1;
  const { size } = await stat(inRepository('dist', 'extension.js'));
  const withAnalysis = await measure(times, whileStarting);
  const withYaml = await measure(times, forAFile);
  // What is left behind is what others work with.
  if ((await build([])) !== 0) return 1;
  await writeSection(
    'Activation',
    [
      setting,
      `Milliseconds that VS Code waits for the extension (loading its code, and the call of \`activate\`), as *Developer: Show Running Extensions* tells them, in ${times} windows each, of which each has a server and an extension host of its own; the goal is less than ${goal}. The code that is loaded has ${Math.round(size / 1000)} kB, minified.`,
      table(
        ['', 'median', 'least', 'most'],
        [
          ['with a folder that has an analysis, while VS Code itself starts', ...figures(withAnalysis)],
          ['for a first YAML file, in a window that has come to rest', ...figures(withYaml)],
        ],
      ),
    ].join('\n\n'),
  );
  return 0;
}

async function measure(times: number, once: () => Promise<number>): Promise<number[]> {
  const milliseconds: number[] = [];
  for (let time = 0; time < times; time++) milliseconds.push(await once());
  return milliseconds.sort((a, b) => a - b);
}

async function whileStarting(): Promise<number> {
  const workbench = await openWorkbench(example, { asInstalled: true });
  try {
    return await activationOf(workbench);
  } finally {
    await workbench.close();
  }
}

async function forAFile(): Promise<number> {
  const workbench = await openWorkbench(example, {
    asInstalled: true,
    prepare: async (folder) => {
      await rename(path.join(folder, 'pullscope.yaml'), path.join(folder, 'of-something-else.yaml'));
    },
  });
  try {
    await workbench.page.waitForTimeout(untilQuiet);
    await workbench.openFile('of-something-else.yaml');
    return await activationOf(workbench);
  } finally {
    await workbench.close();
  }
}

async function activationOf(workbench: Workbench): Promise<number> {
  await workbench.runCommand('Developer: Show Running Extensions');
  const row = workbench.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Pullscope' });
  // “Activating...” until it is.
  const time = row.locator('.activation-time', { hasText: /\d+ms/ });
  await time.waitFor({ timeout: 60_000 });
  return Number.parseInt(/\d+/.exec(await time.innerText())?.[0] ?? '', 10);
}

function figures(sorted: readonly number[]): string[] {
  const middle = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  return [middle, sorted[0]!, sorted.at(-1)!].map((value) => value.toFixed(0));
}
