import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../../src/cli/check';
import { UsageError } from '../../../src/cli/usage';
import { workspace } from '../engine/workspace';
import { run, type Written } from './commandLine';

const folder = workspace();

/** 20 % more yield by pileup is a warning; a quarter of negative weights is information. */
const large = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w*f } }
model: { file: model.onnx, features: [x], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { pileup: { up: { replace: { f: f*1.2 } }, down: { replace: { f: f*0.9 } } } }
`;

const clean = large.replace('f*1.2', 'f*1.05');

beforeAll(() => {
  write('large/pullscope.yaml', large);
  write('clean/pullscope.yaml', clean);
  write('many/a.pullscope.yaml', large);
  write('many/pullscope.yml', clean);
  write('broken/pullscope.yaml', large.replace('nominal:', '\tnominal:'));
  write('text/pullscope.yaml', large);
  const column = (of: (event: number) => number): number[] => Array.from({ length: 400 }, (_, event) => of(event));
  for (const name of ['large', 'clean', 'many', 'broken', 'text']) {
    const x = column((event) => (event % 8) - 3.5);
    folder.csv(`${name}/tt.csv`, { x, w: column((event) => (event % 4 ? 1 : -1)), f: column(() => 1) });
    folder.model(`${name}/model.onnx`, [1]);
  }
  // Too far down for a look at the first lines.
  writeFileSync(join(folder.path, 'text/tt.csv'), `x,w,f\n${'1,1,1\n'.repeat(40_000)}2,hello,1\n`);
  mkdirSync(join(folder.path, 'empty'));
});

describe('check', () => {
  it('of an analysis with findings gives 1 and tells them', async () => {
    const { code, out, err } = await checked('large');
    expect(code).toBe(1);
    expect(out).toMatch(
      /pullscope\.yaml:5:14 warning 'pileup' up changes the yield of 'tt' by \+20\.0+ ± 0\.0+ %.*\[nuisance\/large\]\n/,
    );
    expect(err).toBe('');
  });

  it('of an analysis without findings at the level gives 0', async () => {
    const { code, out } = await checked('clean');
    expect(code).toBe(0);
    expect(out).toContain('1 information;');
  });

  it.each([
    ['information', 'clean', 1],
    ['warning', 'clean', 0],
    ['warning', 'large', 1],
    ['error', 'large', 0],
  ])('with --fail-on %s of the %s analysis gives %i', async (level, name, expected) => {
    expect((await checked(name, '--fail-on', level)).code).toBe(expected);
  });

  it.each([
    ['nuisance/large', 1, ['nuisance/large']],
    ['nuisance/one-sided,data/missing', 0, ['data/missing', 'nuisance/one-sided']],
    ['nuisance', 1, ['nuisance/asymmetric', 'nuisance/large', 'nuisance/no-effect', 'nuisance/one-sided']],
  ])('with --only %s judges by these codes alone', async (only, expected, codes) => {
    const { code, out } = await checked('large', '--only', only, '--format', 'json');
    const { outcomes } = JSON.parse(out) as { outcomes: { code: string }[] };
    expect([code, [...new Set(outcomes.map((outcome) => outcome.code))].sort()]).toEqual([expected, codes]);
  });

  it('with --format json writes one report, or a list of several', async () => {
    const one = JSON.parse((await checked('large', '--format', 'json')).out) as { schema: number; analysis: string };
    expect(one).toMatchObject({ schema: 1, analysis: join(folder.path, 'large/pullscope.yaml') });
    const several = JSON.parse((await checked('many', '--format', 'json')).out) as unknown[];
    expect(several).toHaveLength(2);
  });

  it('with --only still tells an error that kept it from being measured', async () => {
    write('unmeasured/pullscope.yaml', large.replace('tt.csv', 'gone.csv'));
    folder.model('unmeasured/model.onnx', [1]);
    const { code, out } = await checked('unmeasured', '--only', 'nuisance/large');
    expect(code).toBe(1);
    expect(out).toContain('[config/file-not-found]');
  });

  it('finds every analysis of a folder, and fails for the worst', async () => {
    const { code, out } = await checked('many');
    expect(code).toBe(1);
    expect(out.match(/^.*many\/(a\.pullscope\.yaml|pullscope\.yml): .*;/gm)).toHaveLength(2);
  });

  it('takes the name of a file, whatever it is called', async () => {
    write('large/other.txt', clean);
    expect((await checked('large/other.txt')).code).toBe(0);
  });

  it('with --output writes to the file and not to the terminal', async () => {
    const path = join(folder.path, 'report.json');
    const { code, out } = await checked('large', '--format', 'json', '--output', path);
    expect([code, out]).toEqual([1, '']);
    expect((JSON.parse(readFileSync(path, 'utf8')) as { schema: number }).schema).toBe(1);
  });

  it('with --details tells what is skipped', async () => {
    const details = /skipped No `application:` .* \[shift\/feature\]/;
    expect((await checked('clean', '--details')).out).toMatch(details);
    expect((await checked('clean')).out).not.toMatch(details);
  });

  it('with --cache keeps profiles there, and with --no-cache nowhere', async () => {
    const cache = join(folder.path, 'cache');
    await run(() => check([join(folder.path, 'large'), '--cache', cache]));
    expect(readdirSync(cache).length).toBeGreaterThan(0);
    const other = join(folder.path, 'none');
    await run(() => check([join(folder.path, 'large'), '--cache', other, '--no-cache']));
    expect(existsSync(other)).toBe(false);
  });

  it('of a text that is no YAML gives 1, with the place', async () => {
    const { code, out } = await checked('broken');
    expect(code).toBe(1);
    expect(out).toMatch(/pullscope\.yaml:4:1 error .*tab.*\[config\/syntax\]/i);
  });

  it('of a file that cannot be read gives 1, with the place in the analysis and in the file', async () => {
    const { code, out } = await checked('text');
    expect(code).toBe(1);
    expect(out).toMatch(/pullscope\.yaml:2:24 error .*'hello' in line 40002 of 'tt\.csv'/);
  });
});

describe('check with a baseline', () => {
  const target = { sample: 'tt', nuisance: 'pileup', side: 'up' };
  const baseline = (more: object = {}): string =>
    JSON.stringify({
      'pullscope-baseline': 1,
      accepted: [
        {
          analysis: 'pullscope.yaml',
          code: 'nuisance/large',
          node: ['nuisances', 'pileup'],
          severity: 'warning',
          message: 'It is large.',
          reason: 'known',
          date: '2026-03-14',
          rows: [{ target, evidence: {} }],
          ...more,
        },
      ],
    });
  const path = (): string => join(folder.path, 'large', 'pullscope-baseline.json');

  afterEach(() => {
    rmSync(path(), { force: true });
  });

  it('beside the analysis takes it, reports nothing that is accepted, and says so', async () => {
    writeFileSync(path(), baseline());
    const { code, out } = await checked('large');
    expect(code).toBe(0);
    expect(out).not.toContain('[nuisance/large]');
    expect(out).toContain('1 in the baseline');
    expect((await checked('large', '--no-baseline')).code).toBe(1);
  });

  it('that is named takes that one, in which names of analyses start from its folder', async () => {
    const elsewhere = join(folder.path, 'accepted.json');
    writeFileSync(elsewhere, baseline());
    expect((await checked('large', '--baseline', elsewhere)).code).toBe(1);
    writeFileSync(elsewhere, baseline({ analysis: 'large/pullscope.yaml' }));
    expect((await checked('large', '--baseline', elsewhere)).code).toBe(0);
  });

  it('reports what has become worse', async () => {
    const before = { yieldRatio: { value: 1.1, low: 1.0999, high: 1.1001 } };
    writeFileSync(path(), baseline({ rows: [{ target, evidence: before }] }));
    expect((await checked('large')).code).toBe(1);
  });

  it('tells them in the JSON with the reason', async () => {
    writeFileSync(path(), baseline());
    const { silenced } = JSON.parse((await checked('large', '--format', 'json')).out) as { silenced: unknown };
    expect(silenced).toMatchObject([{ code: 'nuisance/large', by: 'baseline', reason: 'known' }]);
  });

  it('that is damaged stops, with the place', async () => {
    writeFileSync(path(), baseline({ reason: ' ' }).replaceAll(',', ',\n'));
    const failure = checked('large');
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.toThrow(/pullscope-baseline\.json:8:10: .*at 'accepted\.0\.reason'/);
  });

  it('that is named and not there stops', async () => {
    await expect(checked('large', '--baseline', 'nowhere.json')).rejects.toThrow(
      "The baseline 'nowhere.json' cannot be read: there is no such file.",
    );
  });
});

describe('check that cannot run', () => {
  it.each<[string, string[], string]>([
    ['an unknown option', ['--colour'], '--colour'],
    ['an unknown format', ['--format', 'xml'], "--format takes text or json or html or sarif or junit, not 'xml'."],
    ['an unknown level', ['--fail-on', 'hint'], "not 'hint'."],
    ['an unknown code', ['--only', 'nuisance/huge'], "--only: there is no check 'nuisance/huge'."],
    ['a number of threads that is none', ['--threads', '0'], '--threads takes a number from 1 on.'],
    ['an option without its value', ['--output'], '--output'],
  ])('says what is wrong: %s', async (_, args, said) => {
    const failure = check([join(folder.path, 'large'), ...args]);
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.toThrow(said);
  });

  it('says that there is no analysis in a folder', async () => {
    const failure = check([join(folder.path, 'empty')]);
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.toThrow(/There is no analysis file \(pullscope\.yaml.*\) in .*empty/);
  });

  it('says that there is no such file', async () => {
    await expect(check([join(folder.path, 'nowhere.yaml')])).rejects.toThrow(
      /There is no file or folder '.*nowhere\.yaml'/,
    );
  });
});

function checked(name: string, ...args: string[]): Promise<Written> {
  return run(() => check([join(folder.path, name), '--no-cache', ...args]));
}

function write(name: string, text: string): void {
  const path = join(folder.path, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}
