import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { check } from '../../../src/cli/check';
import { init } from '../../../src/cli/init';
import { UsageError } from '../../../src/cli/usage';
import { parseAnalysis } from '../../../src/config/parse';
import { examples, fixtures, temporaryFolder } from '../data/temporaryFolder';
import { run } from './commandLine';

const folder = temporaryFolder();
const file = join(folder.path, 'pullscope.yaml');

beforeAll(() => {
  for (const example of ['atlas-tth', 'pivot']) cpSync(join(examples, example), folder.path, { recursive: true });
  for (const name of ['flat.parquet', 'columns.h5', 'flat.arrow', 'mixed.npz', 'histograms.root']) {
    cpSync(join(fixtures, name), join(folder.path, name));
  }
  folder.write('my events (v2).csv', 'x,jet-pt,w,w_up,w_down,y\n1,2,1,1.1,0.9,0\n2,3,1,1.1,0.9,1\n');
});

beforeEach(() => {
  rmSync(file, { force: true });
  // A command line is relative to the folder in which it is called.
  vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('init', () => {
  it.each([
    ['ROOT', 'tt_PP8.root'],
    ['ROOT with its tree', 'tt_PP8.root:nominal_Loose'],
    ['CSV', 'nominal.csv'],
    ['CSV with a name that needs quotes', 'my events (v2).csv'],
    ['Parquet', 'flat.parquet'],
    ['Arrow', 'flat.arrow'],
    ['HDF5', 'columns.h5'],
    ['an archive of NumPy', 'mixed.npz'],
    ['a model alone', 'tth.onnx'],
  ])('writes a file that runs at once, from %s', async (_, name) => {
    expect((await run(() => init([name]))).out).toBe('Wrote pullscope.yaml. Next: pullscope check pullscope.yaml\n');
    const { problems, analysis } = parseAnalysis(readFileSync(file, 'utf8'));
    expect(problems).toEqual([]);
    expect(analysis?.nominal.length).toBeGreaterThan(0);
    const { code, out } = await run(() => check([file, '--no-cache', '--fail-on', 'error']));
    expect([code, out], out).toEqual([0, expect.stringMatching(/events in \d+ files?/)]);
  });

  it('takes the features that the model names, in its order, and the columns that are a weight and a label', async () => {
    const { analysis } = await drafted('nominal.csv', 'aware.onnx');
    expect(analysis.models.get('model')?.features.map(({ text }) => text)).toEqual(['x1', 'x2', 'z']);
    expect(analysis.samples.get('nominal')).toMatchObject({ weight: { text: 'weight' }, label: { text: 'label' } });
  });

  it('guesses no feature: a model whose features are no columns stays a comment', async () => {
    const { analysis, text } = await drafted('nominal.csv', 'tth.onnx');
    expect(analysis.models.size).toBe(0);
    expect(text).toContain('# model:\n#   file: tth.onnx\n#   features: [HT_all, nJets, nBTags_70]');
  });

  it('compares several models', async () => {
    const { analysis } = await drafted('nominal.csv', 'baseline.onnx', 'pivot.onnx');
    expect([...analysis.models.keys()]).toEqual(['baseline', 'pivot']);
  });

  it('tries a model alone on the files beside it that have its features', async () => {
    const { analysis } = await drafted('tth.onnx');
    expect([...analysis.samples.keys()].sort()).toEqual(['ttH_PP8', 'tt_PP8', 'tt_aMCNloP8']);
    expect(analysis.models.get('model')?.features).toHaveLength(3);
  });

  it('makes nuisances of pairs of columns that vary a weight, and shows the others', async () => {
    cpSync(join(folder.path, 'baseline.onnx'), join(folder.path, 'of-x.onnx'));
    folder.write('varied.csv', 'x1,x2,w,w_up,w_down,z_up,z_down,y\n1,2,1,1.1,0.9,0,0,1\n2,3,1,1.1,0.9,0,0,1\n');
    const { analysis, text } = await drafted('varied.csv', 'of-x.onnx');
    expect([...analysis.nuisances.keys()]).toEqual(['w']);
    expect([...(analysis.nuisances.get('w')?.up?.replace ?? [])].map(([column, { text }]) => [column, text])).toEqual([
      ['w', 'w_up'],
    ]);
    expect(text).not.toContain('z_up');
    expect((await drafted('tt_PP8.root')).text).toContain('#     up: { replace: { weight_jvt: weight_jvt_UP } }');
  });

  it('keeps its promise where comments are made part of the file', async () => {
    const { text } = await drafted('tt_PP8.root');
    expect(text).toContain('# model:');
    const active = text
      .replaceAll(/^# (model:| {2}(file|features): .*)$/gm, '$1')
      .replace('    # weight: ', '    weight: ')
      .replaceAll(/^# (nuisances:| {2}jvt:| {4}(up|down): .*jvt.*)$/gm, '$1');
    expect(active).not.toBe(text);
    expect(parseAnalysis(active).problems).toEqual([]);
    expect(parseAnalysis(active).analysis?.nuisances.has('jvt')).toBe(true);
  });

  it('with --output writes there, and names files from there', async () => {
    const { text } = await drafted('nominal.csv', '--output', join(folder.path, 'nominal.pullscope.yaml'));
    expect(text).toBe('');
    expect(readFileSync(join(folder.path, 'nominal.pullscope.yaml'), 'utf8')).toContain('file: nominal.csv');
    expect((await run(() => init(['nominal.csv', '--output', '-']))).out).toContain('pullscope: 1\n');
  });

  it('writes over nothing without --force', async () => {
    await run(() => init(['nominal.csv']));
    await expect(init(['flat.parquet'])).rejects.toThrow(UsageError);
    await expect(init(['flat.parquet'])).rejects.toThrow('--force writes over it');
    expect(readFileSync(file, 'utf8')).toContain('nominal.csv');
    await run(() => init(['flat.parquet', '--force']));
    expect(readFileSync(file, 'utf8')).toContain('flat.parquet');
  });

  it.each([
    ['no file', [], 'init takes files'],
    ['a file that is not there', ['nominl.csv'], 'nominl.csv'],
    ['a ROOT file without a tree', ['histograms.root'], 'histograms.root'],
  ])('says what is wrong with %s, and writes nothing', async (_, args, said) => {
    await expect(init(args)).rejects.toThrow(said);
    expect(existsSync(file)).toBe(false);
  });
});

async function drafted(...args: string[]) {
  rmSync(file, { force: true });
  await run(() => init(args));
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { analysis, problems } = parseAnalysis(text === '' ? 'pullscope: 1' : text);
  if (text !== '') expect(problems).toEqual([]);
  if (analysis === undefined) throw new Error('there is no analysis');
  return { text, analysis };
}
