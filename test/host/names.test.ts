import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { AnalysisCopy } from './analysisCopy';

describe('names in the editor', () => {
  let analysis: AnalysisCopy;

  before(async () => {
    analysis = await AnalysisCopy.open('atlas-tth');
    await analysis.session.whenIdle();
  });
  after(async () => {
    await analysis.close();
  });

  /** Where `|` stands in the only place that has this text. */
  function at(marked: string): vscode.Position {
    const text = marked.replace('|', '');
    const start = analysis.text.indexOf(text);
    assert.ok(start >= 0, `'${text}' is not in the file`);
    return analysis.document.positionAt(start + marked.indexOf('|'));
  }

  /** The lines that ranges stand in, from 1, with their words. */
  const words = (ranges: readonly vscode.Range[]): string[] =>
    ranges.map((range) => `${(range.start.line + 1).toString()} ${analysis.document.getText(range)}`);

  async function ask<T>(command: string, ...args: unknown[]): Promise<T> {
    return await vscode.commands.executeCommand<T>(`vscode.${command}`, analysis.document.uri, ...args);
  }

  it('lead to where they are defined: a sample, an anchor, a column in its files', async () => {
    for (const [marked, expected] of [
      ['nominal: [t|t', ['6 tt']],
      ['weight: *w|eight, select: *region, label: 1', ['8 weight']],
      ['features: [HT|_all', ['7 tt_PP8.root:nominal_Loose', '11 ttH_PP8.root:nominal_Loose']],
    ] as const) {
      const links = await ask<vscode.LocationLink[]>('executeDefinitionProvider', at(marked));
      const found = words(links.map(({ targetRange }) => targetRange));
      for (const one of expected) {
        const [, name] = one.split(' ');
        assert.ok(
          found.some((other) => other.endsWith(` ${name ?? ''}`)),
          `${marked}: ${found.join(', ')}`,
        );
      }
    }
  });

  it('are found wherever they are used', async () => {
    const position = at('nominal: [t|t');
    const references = await ask<vscode.Location[]>('executeReferenceProvider', position);
    assert.deepEqual(
      references.map(({ range }) => analysis.document.lineAt(range.start).text.trim().slice(0, 12)),
      ['tt:', 'nominal: [tt', 'alternative:'],
    );
    const highlights = await ask<vscode.DocumentHighlight[]>('executeDocumentHighlights', position);
    assert.equal(highlights.length, 3);
  });

  it('are changed everywhere at once, and the file means the same as before', async () => {
    const before = analysis.text;
    const edit = await ask<vscode.WorkspaceEdit>('executeDocumentRenameProvider', at('nominal: [t|t'), 'tt_pythia');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(
      analysis.text,
      before
        .replace('\n  tt:\n', '\n  tt_pythia:\n')
        .replace('nominal: [tt,', 'nominal: [tt_pythia,')
        .replace('alternative: { tt:', 'alternative: { tt_pythia:'),
    );
    await analysis.session.whenIdle();
    assert.deepEqual(
      analysis.diagnostics().filter(({ severity }) => severity === 'error'),
      [],
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(analysis.text, before);
    await analysis.session.whenIdle();
  });

  it('are not given twice: the editor says why', async () => {
    await assert.rejects(
      ask('executeDocumentRenameProvider', at('nominal: [t|t'), 'ttH'),
      /'ttH' is the name of another already/,
    );
    await assert.rejects(
      ask('executeDocumentRenameProvider', at('features: [HT|_all'), 'HT'),
      /cannot be changed here/,
    );
  });

  it('make the outline', async () => {
    const symbols = await ask<vscode.DocumentSymbol[]>('executeDocumentSymbolProvider');
    const nuisances = symbols.find(({ name }) => name === 'nuisances');
    assert.deepEqual(
      nuisances?.children.map(({ name }) => name),
      ['pileup', 'jvt', 'ht_scale', 'tt_generator'],
    );
  });

  it('fold with their sections', async () => {
    const folds = await ask<vscode.FoldingRange[]>('executeFoldingRangeProvider');
    const line = at('nuis|ances:').line;
    assert.ok(folds.some(({ start, end }) => start === line && end > line + 10));
  });

  it('of files and checks are links', async () => {
    const links = await ask<vscode.DocumentLink[]>('executeLinkProvider');
    const model = links.find(({ range }) => analysis.document.getText(range) === 'tth.onnx');
    assert.equal(model?.target?.scheme, 'command');
    assert.equal(model.target.path, 'pullscope.follow');
    const [what, file] = JSON.parse(model.target.query) as [string, string];
    assert.equal(what, 'model');
    assert.equal(file, vscode.Uri.joinPath(analysis.document.uri, '..', 'tth.onnx').toString());
    const data = links.find(({ range }) => analysis.document.getText(range) === 'tt_PP8.root');
    assert.match(data?.target?.query ?? '', /^\["file"/);
  });
});
