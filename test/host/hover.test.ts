import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { AnalysisCopy, eventually, setRunMode } from './analysisCopy';

const hostile = '<img src=x onerror=alert(1)>';

describe('the hover in the editor', () => {
  let analysis: AnalysisCopy;

  before(async () => {
    analysis = await AnalysisCopy.open('atlas-tth', {
      rewrite: (text) => text.replace('application: { data:', `application: { '${hostile}':`),
    });
    await analysis.session.whenIdle();
  });
  after(async () => {
    await analysis.close();
  });

  /** What stands in the hover where `|` is; backslashes of escaping are left out. */
  async function hoverAt(marked: string): Promise<vscode.MarkdownString> {
    const text = marked.replace('|', '');
    const start = analysis.text.indexOf(text);
    assert.ok(start >= 0, `'${text}' is not in the file`);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      analysis.document.uri,
      analysis.document.positionAt(start + marked.indexOf('|')),
    );
    const markdown = hovers.flatMap(({ contents }) => contents).find((one) => one instanceof vscode.MarkdownString);
    assert.ok(markdown, `there is no hover at ${marked}`);
    return markdown;
  }
  const textOf = async (marked: string): Promise<string> => (await hoverAt(marked)).value.replaceAll('\\', '');

  it('tells the numbers of the last run: sample, nuisance, feature, working point, model', async () => {
    assert.match(await textOf('tt_aMC|Nlo: {'), /negative weight \| 26\.6 %/);
    const nuisance = await textOf('j|vt:\n');
    assert.match(nuisance, /\|\s+\| up \| down \|/);
    assert.match(nuisance, /\| yield of tt \| \+1\.\d+ ± 0\.\d+ % \| −1\.\d+ ± 0\.\d+ % \|/);
    assert.match(nuisance, /data:image\/svg\+xml;base64,/);
    assert.match(
      await textOf('features: [HT|_all'),
      /Wasserstein distance of pseudo_data \| 0\.215 \+0\.0\d+ −0\.0\d+ σ/,
    );
    assert.match(await textOf('ti|ght: 0.6'), /\| ttH \| 57\.\d+ ± 0\.\d+ % \|/);
    assert.match(await textOf('mod|el:\n'), /AUC \| 0\.766/);
  });

  it("tells what is in a file: an ntuple's columns, a model's signature", async () => {
    assert.match(await textOf('tt_PP8.ro|ot'), /weight_pileup_UP \(float/);
    assert.match(await textOf('tth.on|nx'), /trained on \| HT_all, nJets, nBTags_70/);
  });

  it('tells what a key means', async () => {
    assert.match(await textOf('sel|ect: &region'), /Events for which this is not zero are kept/);
  });

  it('may call one command and no other, and shows no HTML', async () => {
    const { isTrusted, supportHtml } = await hoverAt('j|vt:\n');
    assert.ok(typeof isTrusted === 'object');
    assert.deepEqual(isTrusted.enabledCommands, ['pullscope.follow']);
    assert.notEqual(supportHtml, true);
  });

  it('escapes what a name says', async () => {
    const { value } = await hoverAt('<im|g src=x');
    assert.match(value, /^\*\*\\<img src\\=x onerror\\=alert\\\(1\\\)\\>\*\*/);
  });

  it('says that the numbers are old when what they depend on has changed', async () => {
    await setRunMode('manual');
    await analysis.replace('weight_jvt_UP }', 'weight_jvt_UP*1.5 }');
    await eventually('a parse', () => analysis.session.state.stale);
    assert.match(await textOf('j|vt:\n'), /Measured before the last change/);
    await setRunMode(undefined);
    await analysis.replace('weight_jvt_UP*1.5 }', 'weight_jvt_UP }');
    await analysis.session.whenIdle();
  });
});

describe('the colours in the editor', () => {
  it('tell columns, numbers and operators of expressions apart', async () => {
    const analysis = await AnalysisCopy.open('atlas-tth');
    try {
      await analysis.session.whenIdle();
      const { uri } = analysis.document;
      const legend = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
        'vscode.provideDocumentSemanticTokensLegend',
        uri,
      );
      const { data } = await vscode.commands.executeCommand<vscode.SemanticTokens>(
        'vscode.provideDocumentSemanticTokens',
        uri,
      );
      const found: string[] = [];
      let [line, character] = [0, 0];
      for (let at = 0; at < data.length; at += 5) {
        const [lines = 0, characters = 0, length = 0, type = 0] = data.subarray(at, at + 5);
        character = lines === 0 ? character + characters : characters;
        line += lines;
        const range = new vscode.Range(line, character, line, character + length);
        found.push(`${legend.tokenTypes[type] ?? ''} ${analysis.document.getText(range)}`);
      }
      for (const one of ['property weight_pileup_UP', 'number 11000', 'operator >=', 'property HT_all']) {
        assert.ok(found.includes(one), `${one}: ${found.join(', ')}`);
      }
    } finally {
      await analysis.close();
    }
  });
});
