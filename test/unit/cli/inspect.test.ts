import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/cli/explain';
import { inspect } from '../../../src/cli/inspect';
import { UsageError } from '../../../src/cli/usage';
import { catalogue } from '../../../src/config/catalogue';
import { examples } from '../engine/runs';
import { workspace } from '../engine/workspace';
import { run } from './commandLine';

const folder = workspace();
const fixtures = join(__dirname, '../../fixtures/data');
const models = join(__dirname, '../../fixtures/models');

describe('inspect', () => {
  it('tells what is in a ROOT file', async () => {
    const { code, out } = await run(() => inspect([join(examples, 'atlas-tth/ttH_PP8.root:nominal_Loose')]));
    expect(code).toBe(0);
    expect(out).toMatch(/^file +.*ttH_PP8\.root \(154 kB\)$/m);
    expect(out).toMatch(/^events +5,845$/m);
    expect(out).toMatch(/^compression +zlib \(level 1\)$/m);
    expect(out).toMatch(/^ranges +of all events$/m);
    expect(out).toMatch(/^ {2}nJets +int32 +5 to 15$/m);
  });

  it('leaves ranges out where they are not wanted', async () => {
    const file = join(examples, 'atlas-tth/ttH_PP8.root:nominal_Loose');
    expect((await run(() => inspect([file, '--no-ranges']))).out).toMatch(/^ {2}HT_all +float32$/m);
  });

  it('tells how many values events have in lists, and how many are missing', async () => {
    const { out } = await run(() => inspect([join(fixtures, 'types.root:events')]));
    expect(out).toMatch(/^ {2}jagged +float64\[njagged\] +1 to 899 +0 to 3 values an event$/m);
    expect(out).toMatch(/^ {2}name +text \(not read\)$/m);
    folder.csv('gaps.csv', { x: [1, Number.NaN, 3, 4] });
    expect((await run(() => inspect([join(folder.path, 'gaps.csv')]))).out).toMatch(
      /^ {2}x +\S+ +1 to 4 +25 % missing$/m,
    );
  });

  it('tells the header of a damaged file and what is wrong behind it, with exit code 2', async () => {
    writeFileSync(join(folder.path, 'ragged.csv'), 'pt,eta\n1,2\n1,2,3\n');
    const { code, out } = await run(() => inspect([join(folder.path, 'ragged.csv')]));
    expect(out).toMatch(/^ranges +There are 3 fields in line 3 of 'ragged\.csv', but the header has 2\.$/m);
    expect(out).toMatch(/^ {2}pt +float64$/m);
    expect(code).toBe(2);
  });

  it('tells no ranges where no column can be read', async () => {
    writeFileSync(join(folder.path, 'decimals.csv'), 'pt;eta\n1,5;2,5\n');
    const { code, out } = await run(() => inspect([join(folder.path, 'decimals.csv')]));
    expect(out).toMatch(/^ {2}pt +text \(decimal comma\) \(not read\)$/m);
    expect(out).not.toContain('ranges');
    expect(code).toBe(0);
  });

  it('tells whole numbers in full, and others in six digits', async () => {
    folder.csv('numbers.csv', { run: [227291019, 227291987], pt: [1.23456789, 3277.649999] });
    const { out } = await run(() => inspect([join(folder.path, 'numbers.csv')]));
    expect(out).toMatch(/^ {2}run +float64 +227291019 to 227291987$/m);
    expect(out).toMatch(/^ {2}pt +float64 +1\.23457 to 3277\.65$/m);
  });

  it('lists the trees of a ROOT file with several', async () => {
    const { code, out } = await run(() => inspect([join(fixtures, 'types.root')]));
    expect(code).toBe(0);
    expect(out).toMatch(/^tree +events +900 events$/m);
    expect(out).toMatch(/^tree +systematics\/up +10 events$/m);
  });

  it('lists the histograms of a ROOT file without a tree', async () => {
    expect((await run(() => inspect([join(fixtures, 'histograms.root')]))).out).toMatch(/^histogram +two$/m);
  });

  it('tells what is in a CSV file', async () => {
    folder.csv('events.csv', { mass: [91.2, 80.4], label: [0, 1] });
    const { out } = await run(() => inspect([join(folder.path, 'events.csv')]));
    expect(out).toMatch(/^events +2$/m);
    expect(out).toMatch(/^columns +2$/m);
    expect(out).toMatch(/^ {2}mass +/m);
  });

  it('tells what an ONNX model expects and gives', async () => {
    const { out } = await run(() => inspect([join(examples, 'atlas-tth/tth.onnx')]));
    expect(out).toMatch(/^input +features: float32 \[\w+, 3\]$/m);
    expect(out).toMatch(/^output +score: float32 \[\w+, 1\]$|^output +score: float32 \[\w+\]$/m);
    expect(out).toMatch(/^metadata feature_names +.*HT_all/m);
  });

  it('tells which files hold the weights of a model, and whether they are there', async () => {
    const model = join(models, 'external.onnx');
    expect((await run(() => inspect([model]))).out).toMatch(/^weights +external\.weights \(2400 bytes\)$/m);
    copyFileSync(model, join(folder.path, 'alone.onnx'));
    const alone = (await run(() => inspect([join(folder.path, 'alone.onnx')]))).out;
    expect(alone).toMatch(/^weights +external\.weights \(not there, 2400 bytes are needed\)$/m);
    expect(alone).toMatch(/^problem +The weights of the model lie in 'external\.weights', which is not beside it: /m);
  });

  it.each([
    [
      'custom-operators.onnx',
      /^problem +The model has operators that ONNX Runtime does not know \(com\.acme: Foo, Bar\)/m,
    ],
    [
      'opset-newer.onnx',
      /^problem +The model uses operator set 27 of ai\.onnx, and the ONNX Runtime .* knows up to 26/m,
    ],
  ])('tells why ONNX Runtime cannot load %s', async (name, problem) => {
    expect((await run(() => inspect([join(models, name)]))).out).toMatch(problem);
  });

  it('tells the same as JSON', async () => {
    const { out } = await run(() =>
      inspect([join(examples, 'atlas-tth/ttH_PP8.root:nominal_Loose'), '--format', 'json']),
    );
    expect(JSON.parse(out)).toMatchObject({ ok: true, events: 5845, files: [{ size: 153_827 }] });
  });

  it.each([
    ['a file that is not there', 'nowhere.root', /nowhere\.root/],
    ['several tables that are not of ROOT', join(fixtures, 'frame.h5'), /holds \d tables: .*Name one/],
    ['a tree that is not there', join(examples, 'atlas-tth/ttH_PP8.root:nominal_Lose'), /nominal_Loose/],
  ])('says what is wrong: %s', async (_, reference, said) => {
    const failure = inspect([reference]);
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.toThrow(said);
  });

  it('says that a model of random bytes is damaged', async () => {
    const path = join(folder.path, 'random.onnx');
    writeFileSync(path, Buffer.from('not a model at all, but some text that is long enough'));
    await expect(inspect([path])).rejects.toThrow(UsageError);
  });

  it.each([[[]], [['a.root', 'b.root']]])('takes one file, not %j', async (references) => {
    await expect(inspect(references)).rejects.toThrow('inspect takes one file.');
  });
});

describe('explain', () => {
  it('without a code lists all with their questions', async () => {
    const { code, out } = await run(() => explain([]));
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(catalogue.length);
    expect(out).toMatch(/^decorrelation\/apparent +Is the model as insensitive/m);
  });

  it('offers the nearest code for one that is not', async () => {
    const failure = explain(['nuisance/lagre']);
    await expect(failure).rejects.toThrow(UsageError);
    await expect(failure).rejects.toThrow("did you mean 'nuisance/large'?");
  });
});
