/**
 * `npm start`: checks an example in the terminal, and opens it in VS Code with Pullscope in development: in the desktop
 * one where `code` is on the PATH, otherwise served on 127.0.0.1 until Ctrl-C. `--check-only` stops after the terminal.
 */
import { main as build } from './build.mts';
import { onInterrupt, runCommand } from './ownedProcess.mts';
import { findOnPath } from './programs.mts';
import { inRepository, repositoryFolder } from './repository.mts';
import { startVscodeServer } from './vscodeServer.mts';

const example = 'examples/atlas-tth';

export async function main(args: readonly string[]): Promise<number> {
  const built = await build([]);
  if (built !== 0) return built;

  console.log(`\n$ node dist/cli.js check ${example}`);
  const code = await runCommand(process.execPath, ['dist/cli.js', 'check', example], { cwd: repositoryFolder });
  // 1 says that there are findings, as there are in this example.
  if (code > 1) return code;
  if (args.includes('--check-only')) return 0;

  const desktop = process.platform === 'win32' ? findOnPath('code.cmd') : findOnPath('code');
  if (desktop !== undefined) {
    console.log(`\nOpening VS Code on ${example}.`);
    return await runCommand(
      desktop,
      [
        '--new-window',
        `--extensionDevelopmentPath=${repositoryFolder}`,
        ...[inRepository(example), inRepository(example, 'pullscope.yaml')],
      ],
      { shell: process.platform === 'win32' },
    );
  }
  return await serve();
}

async function serve(): Promise<number> {
  const server = await startVscodeServer({ settings: { 'workbench.startupEditor': 'readme' } });
  const interrupted = new Promise<'interrupted'>((resolve) => {
    onInterrupt(async () => {
      resolve('interrupted');
      await server.close();
    });
  });
  const address = server.address(inRepository(example), { development: repositoryFolder });
  console.log(`
VS Code with Pullscope on ${example}, served on this machine alone. Open it in a browser:

  ${address}

From another machine: ssh -L ${server.port}:127.0.0.1:${server.port} …, and the same address. Ctrl-C ends it.`);
  const ended = await Promise.race([interrupted, new Promise((resolve) => server.process.child.once('exit', resolve))]);
  if (ended === 'interrupted') return 130;
  console.error(`VS Code's server ended with exit code ${String(ended)}:\n${server.log()}`);
  await server.close();
  return 1;
}
