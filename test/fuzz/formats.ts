/** What is damaged: the real files of the repository, by format, and what is then done with them. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseAnalysis } from '../../src/config/parse';
import { parseExpression } from '../../src/data/expression/expression';
import { readFitResult } from '../../src/data/fit/fitResult';
import { readTable } from '../../src/data/table';
import { readModelFile } from '../../src/model/modelFile';
import type { Random } from './mutations';
import type { FormatName } from './protocol.mts';
import { refused, requireAnswer } from './answers';
import { readEvents, readRoot } from './readEvents';

export interface Format {
  readonly origins: readonly Origin[];
  /** What a damaged copy is called. */
  readonly extension: string;
  /** Works on what is packed inside, so that damage gets past a check sum: unpacks, and packs again. */
  readonly inside?: { unpack(bytes: Buffer): Buffer; pack(bytes: Buffer): Buffer };
  /**
   * @returns the outcome: `answer`, or a code
   * @throws AnalysisError; anything else is a bug
   */
  use(folder: string, name: string, random: Random): Promise<string>;
}

export interface Origin {
  readonly name: string;
  readonly bytes: Buffer;
}

export function formatOf(name: FormatName, root: string): Format {
  const files = (...endings: string[]): Origin[] =>
    listFiles(root)
      .filter((path) => endings.some((ending) => path.endsWith(ending)))
      .map((path) => ({ name: path, bytes: readFileSync(join(root, path)) }));
  const events = (extension: string, origins: readonly Origin[]): Format => ({ origins, extension, use: readEvents });
  switch (name) {
    case 'csv':
      return events('.csv', texts(files('.csv')));
    case 'gzip':
      return {
        ...events(
          '.csv.gz',
          texts(files('.csv')).map((text) => ({ name: `${text.name} packed`, bytes: gzipSync(text.bytes) })),
        ),
        inside: { unpack: (bytes) => gunzipSync(bytes), pack: (bytes) => gzipSync(bytes, { level: 1 }) },
      };
    case 'root':
      return { origins: files('.root'), extension: '.root', use: readRoot };
    case 'parquet':
      return events('.parquet', files('.parquet'));
    case 'numpy':
      return events('.npz', files('.npy', '.npz'));
    case 'hdf5':
      return events('.h5', files('.h5', '.hdf5'));
    case 'arrow':
      return events('.arrow', files('.arrow', '.feather'));
    case 'table':
      return { origins: files('theory-pulls/cross_sections.csv', 'processes.csv'), extension: '.csv', use: useTable };
    case 'fit':
      return { origins: files('.fit.txt', 'fits/cabinetry.json', 'fits/pyhf.json'), extension: '.json', use: useFit };
    case 'onnx':
      return { origins: files('.onnx'), extension: '.onnx', use: useModelFile };
    case 'preprocessing':
      return { origins: [...files('.preprocessing.json'), ...scalers], extension: '.json', use: useModelFile };
    case 'config':
      return { origins: files('pullscope.yaml'), extension: '.yaml', use: useAnalysis };
    case 'expression':
      return { origins: expressions, extension: '.txt', use: useExpression };
  }
}

const useTable: Format['use'] = async (folder, name) => {
  const { columns, rows, lines } = await readTable(join(folder, name));
  requireAnswer(rows.length === lines.length, `${rows.length} rows have ${lines.length} lines`);
  requireAnswer(
    rows.every((row) => row.length === columns.length),
    'a row does not have the cells of the header',
  );
  return 'answer';
};

const useFit: Format['use'] = async (folder, name) => {
  await readFitResult(join(folder, name));
  return 'answer';
};

const useModelFile: Format['use'] = async (folder, name) => {
  const facts = await readModelFile(folder, name);
  if (!facts.ok) return refused(facts.code, facts.message, name);
  requireAnswer(facts.size > 0, 'a model without bytes was read');
  return 'answer';
};

const useAnalysis: Format['use'] = (folder, name, random) => {
  const parsed = parseAnalysis(readFileSync(join(folder, name), 'utf8'));
  const lines = parsed.text.split('\n');
  for (const { code, message, range } of parsed.problems) {
    const inside = range.start.line >= 0 && range.end.line <= lines.length && message !== '';
    requireAnswer(inside, `${code} ('${message}') stands at line ${range.start.line} of ${lines.length}`);
  }
  const line = random(lines.length);
  parsed.locate({ path: parsed.pathAt({ line, character: random(80) }) });
  parsed.nodesFrom(line);
  return Promise.resolve(parsed.problems[0]?.code ?? 'answer');
};

const useExpression: Format['use'] = (folder, name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const { columns } = parseExpression(text);
  for (const { name: column, offset, length } of columns) {
    const written = text.slice(offset, offset + length);
    requireAnswer(written === column || written === `\`${column}\``, `column '${column}' is not at ${offset}`);
  }
  return Promise.resolve('answer');
};

const expressions: readonly Origin[] = [
  'weight_mc * weight_pileup * (HT_all >= 200 && nJets > 4)',
  'sum(Jet_pt[abs(Jet_eta) < 2.5 && Jet_pt > 30]) / max(len(Jet_pt), 1)',
  '`any name` ** -2.5e-3 % (a ? b : c ? !d : -e[0])',
].map((text, index) => ({ name: `expression ${index + 1}`, bytes: Buffer.from(text) }));

const scalers: readonly Origin[] = [
  { mean: [1, 2.5, -3], scale: [0.5, 1, 2], feature_names: ['HT', 'nJets', 'mbb'] },
  { mean: { HT: 1, nJets: 2 }, scale: { HT: 2, nJets: 3 } },
  { HT: { mean: 1, scale: 2 }, nJets: { mean: 2, std: 4 } },
  { min_: [0.5, -1], scale_: [0.01, 2], feature_names_in_: ['HT', 'nJets'] },
  { min: [0, 2], max: [800, 12], feature_range: [-1, 1] },
].map((value, index) => ({ name: `scaler ${index + 1}`, bytes: Buffer.from(JSON.stringify(value)) }));

/** The beginnings of long texts, which are alike from line to line; and what the examples have none of. */
function texts(files: readonly Origin[]): Origin[] {
  const written = [
    '# written by hand\n\na;"b; c";d\n1;2;nan\n\n-inf;"3";NA\n4;5;1e-3\n',
    '# x y\n1.5 2.5\n',
    '\ufeffa\tb\r\n1\tTrue\r\n2\tFalse\r\n',
  ].map((text, index) => ({ name: `text ${index + 1}`, bytes: Buffer.from(text) }));
  return [
    ...files.map(({ name, bytes }) => ({ name, bytes: bytes.subarray(0, bytes.indexOf(10, 8192) + 1) })),
    ...written,
  ];
}

/** Of the examples and fixtures, in an order that is the same everywhere. */
function listFiles(root: string): string[] {
  return ['examples', 'test/fixtures']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path.replaceAll('\\', '/')}`,
      ),
    )
    .sort((a, b) => (basename(a) < basename(b) ? -1 : basename(a) > basename(b) ? 1 : a < b ? -1 : 1));
}
