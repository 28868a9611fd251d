import type { Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { makeBundle, type BundleName } from '../../../scripts/build.mts';

describe('what goes into a bundle', () => {
  it('keeps readers, the runtime and the engine out of the extension host', async () => {
    const reached = Object.keys((await bundled('extension')).inputs);
    const unwanted =
      /node_modules\/(jsroot|onnxruntime-|@oneidentity)|^src\/(engine|profile)\/|^src\/(data|model)\/.*(reader|root|csv|scorer)/i;
    expect(reached.filter((file) => unwanted.test(file))).toEqual([]);
  });

  it.each(['worker', 'cli'] as const)('takes of jsroot no more than its readers into the %s', async (name) => {
    const modules = (await contents(name)).filter((file) => file.includes('node_modules/jsroot/'));
    expect(modules).toContain('node_modules/jsroot/modules/io.mjs');
    const drawing = /\/(draw|gui|hist|hist2d|gpad|geom)\/|(three|d3|jspdf|latex|BasePainter|svg2pdf)[\w.]*\.mjs$/;
    expect(modules.filter((file) => drawing.test(file))).toEqual([]);
  });

  it.each(['worker', 'cli'] as const)('takes no package for drawing or for pages into the %s', async (name) => {
    const unwanted = /node_modules\/(canvas|jsdom|three|mathjax|@resvg|xhr2|tmp|chart\.js|@vscode\/webview)/;
    expect((await contents(name)).filter((file) => unwanted.test(file))).toEqual([]);
  });

  it.each(['worker', 'cli'] as const)('leaves the HDF5 library in a file beside the %s', async (name) => {
    expect((await contents(name)).filter((file) => file.includes('node_modules/h5wasm/'))).toEqual([]);
  });

  it.each(['extension', 'worker', 'cli'] as const)('takes zod in English alone into the %s', async (name) => {
    expect((await contents(name)).filter((file) => /zod\/.*\/locales\/(?!en\.)/.test(file))).toEqual([]);
  });

  it.each(['plots', 'report', 'model'] as const)(
    'takes nothing but figures from the engine’s side into the page: %s',
    async (name) => {
      const sources = Object.keys((await bundled(name)).inputs).filter((file) => file.startsWith('src/'));
      expect(sources.filter((file) => !/^src\/(report\/(report|figure)|config\/analysis)\.ts$/.test(file))).toEqual([]);
    },
  );

  it('takes nothing that draws into the page of a model', async () => {
    expect((await contents('model')).filter((file) => file.includes('chart.js'))).toEqual([]);
  });
});

const metafiles = new Map<BundleName, Promise<Metafile>>();

function bundled(name: BundleName): Promise<Metafile> {
  const known = metafiles.get(name) ?? makeBundle(name, { write: false });
  metafiles.set(name, known);
  return known;
}

/** Files of which something is left in the bundle. */
async function contents(name: BundleName): Promise<string[]> {
  const outputs = Object.values((await bundled(name)).outputs);
  return outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0));
}
