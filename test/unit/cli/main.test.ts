/** The program as a whole: which command is called, and with which exit code it ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import pullscope from '../../../package.json';
import { examples } from '../engine/runs';
import { run, type Written } from './commandLine';

const { argv, exitCode } = process;

afterEach(() => {
  process.argv = argv;
  process.exitCode = exitCode;
});

describe('pullscope', () => {
  it('with findings ends with 1', async () => {
    expect(
      (await pullscopeWith('check', join(examples, 'generators'), '--no-cache', '--only', 'decorrelation')).code,
    ).toBe(1);
  });

  it('without findings ends with 0', async () => {
    const { code, out } = await pullscopeWith('check', join(examples, 'theory-pulls/pullscope.yaml'), '--no-cache');
    expect([code, out.includes('no findings')]).toEqual([0, true]);
  });

  it.each([
    ['an unknown command', ['chek'], "There is no command 'chek': the commands are check, init, inspect, explain."],
    ['a property that every object has', ['constructor'], "There is no command 'constructor'"],
    ['an unknown option', ['check', '--colour'], "Unknown option '--colour'"],
    ['a file that is not there', ['check', 'nowhere.yaml'], "There is no file or folder 'nowhere.yaml'."],
  ])('that cannot run ends with 2 and one line: %s', async (_, args, said) => {
    const { code, out, err } = await pullscopeWith(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`pullscope: ${said}`);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('in a folder without an analysis ends with 2', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pullscope empty-'));
    try {
      const { code, err } = await pullscopeWith('check', folder);
      expect([code, err.includes('There is no analysis file')]).toEqual([2, true]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says how it is used: when asked with 0, else with 2', async () => {
    const asked = await pullscopeWith('--help');
    const bare = await pullscopeWith();
    expect([asked.code, bare.code]).toEqual([0, 2]);
    expect(asked.out).toContain('pullscope check [files or folders…]');
    expect(bare.out).toBe(asked.out);
  });

  it('says its version', async () => {
    expect(await pullscopeWith('--version')).toEqual({ code: 0, out: `${pullscope.version}\n`, err: '' });
  });
});

/** The module runs when it is loaded. */
async function pullscopeWith(...args: string[]): Promise<Written> {
  process.argv = [argv[0]!, 'pullscope', ...args];
  process.exitCode = undefined;
  vi.resetModules();
  return run(async () => {
    await import('../../../src/cli/main');
    await vi.waitFor(() => expect(process.exitCode).toBeDefined(), { timeout: 8000, interval: 5 });
    return Number(process.exitCode);
  });
}
