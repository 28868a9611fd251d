import { describe, expect, it } from 'vitest';
import { makeBundle, type BundleName } from '../../../scripts/build.mts';

describe('what goes into a bundle', () => {
  it('keeps readers, the runtime and the engine out of the extension host', async () => {
    const inputs = await inputsOf('extension');
    const unwanted =
      /node_modules\/(jsroot|onnxruntime-|@oneidentity)|^src\/(engine|profile)\/|^src\/(data|model)\/.*(reader|root|csv|scorer)/i;
    expect(inputs.filter((file) => unwanted.test(file))).toEqual([]);
  });

  it.each(['worker', 'cli'] as const)('takes of jsroot no more than its readers into the %s', async (name) => {
    const modules = (await inputsOf(name)).filter((file) => file.includes('node_modules/jsroot/'));
    expect(modules.map((file) => file.replace(/^.*jsroot\/modules\//, ''))).toEqual(
      expect.arrayContaining(['io.mjs', 'tree.mjs']),
    );
    const drawing = /\/(draw|gui|hist|hist2d|gpad|geom)\/|(three|d3|jspdf|latex|BasePainter|svg2pdf)[\w.]*\.mjs$/;
    expect(modules.filter((file) => drawing.test(file))).toEqual([]);
  });

  it.each(['worker', 'cli'] as const)('takes no package for drawing or for pages into the %s', async (name) => {
    const unwanted = /node_modules\/(canvas|jsdom|three|mathjax|@resvg|xhr2|tmp|chart\.js|@vscode\/webview)/;
    expect((await inputsOf(name)).filter((file) => unwanted.test(file))).toEqual([]);
  });

  it('takes nothing but figures from the engine’s side into the page', async () => {
    const sources = (await inputsOf('plots')).filter((file) => file.startsWith('src/'));
    expect(sources.filter((file) => !/^src\/(report\/(report|figure)|config\/analysis)\.ts$/.test(file))).toEqual([]);
  });
});

const inputs = new Map<BundleName, Promise<string[]>>();

function inputsOf(name: BundleName): Promise<string[]> {
  const known = inputs.get(name) ?? makeBundle(name, { write: false }).then((metafile) => Object.keys(metafile.inputs));
  inputs.set(name, known);
  return known;
}
