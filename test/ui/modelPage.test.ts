import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mts';
import type { FromModelPage, ModelFinding, ModelState, ModelUse, ShownModel } from '../../webview/modelProtocol';
import { seriousViolations } from './accessibility';
import { keepFailures } from './afterTests';
import { openPage, type PageUnderTest, type ThemeName } from './page';

let browser: Browser;
/** One for all tests, as one page is shown many states. */
let model: PageUnderTest<ModelState, FromModelPage>;

beforeAll(async () => {
  browser = await launchChromium();
  model = await openPage(browser, { entry: 'webview/model.ts', styles: ['plots.css', 'model.css'] });
});

afterAll(async () => {
  await browser.close();
});

const finding: ModelFinding = {
  code: 'shift/feature',
  title: 'Is a feature distributed as in training?',
  severity: 'warning',
  message: "'HT_all' in 'pseudo_data' differs from the nominal samples by 0.215 σ (Wasserstein): more than 0.1 σ.",
  range: { start: { line: 23, character: 21 }, end: { line: 23, character: 32 } },
};

const use: ModelUse = {
  analysis: 'file:///home/a/tth/pullscope.yaml',
  name: 'tth/pullscope.yaml',
  models: [{ name: 'model', range: { start: { line: 14, character: 8 }, end: { line: 14, character: 16 } } }],
  isOpen: true,
  status: '',
  summary: '1 finding, 2 undecided, 14 passed',
  findings: [finding],
};

const shown: ShownModel = {
  facts: {
    ok: true,
    path: '/home/a/tth/tth.onnx',
    size: 2489,
    mtime: Date.UTC(2025, 10, 22),
    inputs: [{ name: 'features', type: 'float32', shape: ['batch', 3] }],
    outputs: [
      { name: 'label', type: 'int64', shape: [null] },
      { name: 'probabilities', type: 'sequence', shape: [] },
    ],
    featureNames: ['HT_all', 'nJets', 'nBTags_70'],
    opsets: { 'ai.onnx.ml': 3, 'ai.onnx': 13 },
    producer: 'pytorch 1.13.0',
    irVersion: 7,
    nodes: 1208,
    unknownOperators: [],
    weightFiles: [],
    classMaps: [{ output: 'probabilities', tensor: 'scores', classes: ['tt', 'ttH'] }],
  },
  metadata: [{ key: 'trained_by', value: 'a student', length: 9 }],
  problems: [],
};

function state(change: Partial<ModelState> = {}, more: Partial<ShownModel> = {}): ModelState {
  return { name: 'tth.onnx', folder: 'tth', model: { ok: { ...shown, ...more } }, uses: [use], ...change };
}

keepFailures(() => model);

describe('the page of a model', () => {
  it('tells what the model takes and gives, in tables', async () => {
    await model.show(state());
    const rows = async (caption: RegExp): Promise<string[][]> =>
      await model.page
        .getByRole('table', { name: caption })
        .locator('tr')
        .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent)));
    expect(await rows(/^1 input/)).toEqual([
      ['Name', 'Type', 'Shape'],
      ['features', 'float32', '[batch, 3]'],
    ]);
    expect(await rows(/^2 outputs/)).toEqual([
      ['Name', 'Type', 'Shape'],
      ['label', 'int64', '[?]'],
      ['probabilities', 'sequence', ''],
      ["A probability for each class: tt, ttH. Made from the tensor 'scores'."],
    ]);
    expect(await model.page.getByRole('list', { name: 'Features' }).getByRole('listitem').allTextContents()).toEqual([
      'HT_all',
      'nJets',
      'nBTags_70',
    ]);
    expect(await model.page.locator('th:not([scope])').count()).toBe(0);
  });

  it.each<ThemeName>(['light', 'dark', 'highContrast'])(
    'has no serious violation of accessibility: %s',
    async (theme) => {
      await model.setTheme(theme);
      await model.show(state());
      await model.page.getByRole('list', { name: 'Features' }).waitFor();
      expect(await seriousViolations(model.page)).toEqual([]);
    },
  );

  it('tells what the file says of itself', async () => {
    await model.show(state());
    const facts = await model.page
      .locator('dl > div')
      .evaluateAll((entries) => entries.map((entry) => [...entry.children].map((part) => part.textContent)));
    expect(facts.slice(0, 5)).toEqual([
      ['Operator set', '13, ai.onnx.ml 3'],
      ['ONNX IR version', '7'],
      ['Producer', 'pytorch 1.13.0'],
      ['Nodes', '1,208'],
      ['Size', '2,489 bytes'],
    ]);
    await model.page.getByRole('row', { name: 'trained_by a student' }).waitFor();
  });

  it('leads to the line of a finding, also by the keyboard', async () => {
    await model.show(state());
    await model.page.getByText(finding.message).waitFor();
    await model.page.getByText('1 finding, 2 undecided, 14 passed').waitFor();
    await model.page.keyboard.press('Tab');
    for (let tabs = 0; tabs < 6; tabs++) {
      const label = await model.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
      if (label?.startsWith('tth/pullscope.yaml, line 24: ') === true) break;
      await model.page.keyboard.press('Tab');
    }
    await model.page.keyboard.press('Enter');
    expect(await model.sent()).toContainEqual({ type: 'reveal', analysis: use.analysis, range: finding.range });
  });

  it('says why a model cannot be scored', async () => {
    const problem = "The weights of the model lie in 'w.bin', which is not beside it: copy it there.";
    const weightFiles = [
      { name: 'w.bin', path: '/home/a/tth/w.bin', needed: 123_456_789, size: undefined, mtime: undefined },
    ];
    await model.show(state({}, { problems: [problem], facts: { ...shown.facts, weightFiles } }));
    await model.page.getByRole('alert').getByText(problem).waitFor();
    await model.page.getByRole('row', { name: 'w.bin 123 MB missing' }).waitFor();
  });

  it('shows of long metadata the beginning, and the rest on demand', async () => {
    const value = JSON.stringify({ cuts: 'x'.repeat(500) });
    await model.show(state({}, { metadata: [{ key: 'config', value, length: 40_000 }] }));
    const whole = model.page.locator('pre');
    expect(await whole.isVisible()).toBe(false);
    await model.page.getByText('40,000 characters').click();
    expect(await whole.textContent()).toBe(value);
    await model.page.getByText('The first 511 characters.').waitFor();
  });

  it('shows names from files as text', async () => {
    const name = '<img src=x onerror="window.underTest.sent.push(1)">';
    const tensor = { name, type: name, shape: [name] };
    const facts: ShownModel['facts'] = {
      ...shown.facts,
      inputs: [tensor],
      outputs: [tensor],
      featureNames: [name],
      opsets: { [name]: 1 },
      producer: name,
      weightFiles: [{ name, path: name, needed: 1, size: 1, mtime: 1 }],
      classMaps: [{ output: name, tensor: name, classes: [name] }],
    };
    const named: ModelUse = {
      ...use,
      name,
      models: [{ ...use.models[0], name } as ModelUse['models'][0]],
      status: name,
      summary: name,
      findings: [{ ...finding, code: name, title: name, message: name }],
    };
    const metadata = [
      { key: name, value: name, length: name.length },
      { key: 'long', value: name, length: 1000 },
    ];
    await model.show({ name, folder: name, model: { ok: { facts, metadata, problems: [name] } }, uses: [named] });
    expect(await model.page.locator('img').count()).toBe(0);
    expect(await model.page.locator('h1').textContent()).toBe(name);
    expect(await model.page.locator('.use-finding p').first().textContent()).toBe(name);
    expect(await model.page.locator('.model-features li').textContent()).toBe(name);
    expect(await model.sent()).not.toContain(1);
    expect(await model.violations()).toEqual([]);
  });

  it('keeps the focus where it is when only something else has changed', async () => {
    await model.show(state());
    const link = model.page.getByRole('link', { name: 'Open tth/pullscope.yaml' });
    await link.focus();
    await model.show(state({ uses: [{ ...use, summary: '1 finding' }] }));
    await model.page.getByText('1 finding', { exact: true }).waitFor();
    const label = await model.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(label).toBe('Open tth/pullscope.yaml');
  });

  it('fits every width', async () => {
    const name = 'a_name_that_has_no_place_to_break_'.repeat(5);
    const tensor = { name, type: 'float32', shape: ['batch', 3] };
    const facts = { ...shown.facts, inputs: [tensor], featureNames: [name, 'x'], producer: name };
    const metadata = [{ key: name, value: name, length: name.length }];
    const named = { ...use, name: `${name}/pullscope.yaml`, findings: [{ ...finding, message: name }] };
    await model.show(state({ name: `${name}.onnx`, uses: [named] }, { facts, metadata }));
    for (const width of [250, 420, 700, 1000, 1600]) {
      await model.page.setViewportSize({ width, height: 900 });
      await expect.poll(() => model.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });
});

describe('in a narrow panel, the page of a model', () => {
  it.each(['light', 'dark', 'highContrast'] as const)('shows its tables whole: %s', async (theme: ThemeName) => {
    await model.setTheme(theme);
    await model.page.setViewportSize({ width: 250, height: 900 });
    await model.show(state());
    await model.page.getByText('[batch, 3]').waitFor();
    const hidden = await model.page
      .locator('.table-region')
      .evaluateAll((regions) => regions.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
    expect(hidden).toEqual([0, 0, 0]);
    expect(await seriousViolations(model.page)).toEqual([]);
    await model.page.setViewportSize({ width: 700, height: 900 });
  });
});

describe('without facts to show, it says', () => {
  it('that the header is being read', async () => {
    await model.show(state({ model: 'reading', uses: undefined }));
    await model.page.getByRole('status').getByText('Reading the header of tth.onnx').waitFor();
    await model.page.getByText('Looking for analyses that use it').waitFor();
    expect(await model.page.getByRole('table').count()).toBe(0);
  });

  it('that nothing is read in a folder that is not trusted, and how it can be', async () => {
    await model.show(state({ model: 'untrusted', uses: undefined }));
    await model.page.getByText('nothing is read from the model until it is').waitFor();
    expect(await model.page.getByText('Used by').count()).toBe(0);
    await model.page.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    expect(await model.sent()).toContainEqual({ type: 'trust' });
  });

  it('in one sentence what is wrong with a damaged file, and still who uses it', async () => {
    const message = "'tth.onnx' is not an ONNX model, or it is damaged or cut short: export it again.";
    await model.show(state());
    await model.show(state({ model: { err: { message } } }));
    await model.page.getByRole('alert').getByText(message).waitFor();
    expect(await model.page.getByRole('table').count()).toBe(0);
    await model.page.getByText('tth/pullscope.yaml').waitFor();
    await model.show(state());
    await model.page.getByRole('table').first().waitFor();
    expect(await model.page.getByRole('alert').count()).toBe(0);
  });

  it('that the engine has stopped, and starts it again', async () => {
    await model.show(state({ model: { err: { message: 'The engine has stopped.', action: 'restart' } } }));
    await model.page.getByRole('button', { name: 'Restart the engine' }).click();
    expect(await model.sent()).toContainEqual({ type: 'restart' });
  });

  it('that no analysis uses it', async () => {
    await model.show(state({ uses: [] }));
    await model.page.getByText('No analysis of this workspace uses it.').waitFor();
  });
});
