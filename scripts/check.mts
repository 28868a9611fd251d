/** `npm run check`: types, lint and format, all of them even when one fails. */
import { runCommand } from './ownedProcess.mts';
import { inRepository, repositoryFolder } from './repository.mts';

/** Node code, pages without Node's types, and what knows both: tests, and the bench of a page. */
const projects = ['.', 'webview', 'test/ui', 'test/unit/webview', 'bench/scrolling'];

export async function main(): Promise<number> {
  const tool = async (name: string, ...args: string[]): Promise<boolean> =>
    (await runCommand(inRepository('node_modules', '.bin', name), args, {
      cwd: repositoryFolder,
      shell: process.platform === 'win32',
    })) === 0;
  const types = async (): Promise<boolean[]> =>
    await Promise.all(projects.map((project) => tool('tsc', '--project', project)));
  const lintAndFormat = async (): Promise<boolean[]> => [
    await tool('eslint', '.'),
    await tool('prettier', '--check', '--log-level', 'warn', '.'),
  ];
  // ESLint takes as long as all else, on one processor.
  const passed = await Promise.all([types(), lintAndFormat()]);
  return passed.flat().every(Boolean) ? 0 : 1;
}
