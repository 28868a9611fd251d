import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

/**
 * The arrows of ARCHITECTURE.md: a folder of src may import from these and from itself. Types of the report may be
 * imported by all, its renderings only by the ends.
 */
const lower = ['config', 'data', 'model', 'stats'];
const mayImport = {
  config: [],
  data: ['config'],
  model: ['config'],
  stats: ['config'],
  profile: lower,
  checks: [...lower, 'profile'],
  report: ['config'],
  engine: [...lower, 'profile', 'checks'],
  worker: [...lower, 'profile', 'checks', 'engine', 'report'],
  cli: [...lower, 'profile', 'checks', 'engine', 'report', 'worker'],
  editor: ['config', 'checks', 'report', 'worker'],
};
const reportTypes = ['report.ts', 'figure.ts'];
/** What the editor knows of events and models: facts that the worker has sent. */
const factTypes = { data: ['dataFacts.ts'], model: ['modelFacts.ts'] };

const folders = readdirSync(new URL('src', import.meta.url));
const zones = folders.flatMap((folder) => {
  const allowed = mayImport[folder];
  if (allowed === undefined) throw new Error(`src/${folder} has no line in eslint.config.mjs: say what it may import.`);
  return folders
    .filter((other) => other !== folder && !allowed.includes(other))
    .map((other) => ({
      target: `./src/${folder}`,
      from: `./src/${other}`,
      except: other === 'report' ? reportTypes : folder === 'editor' ? (factTypes[other] ?? []) : [],
      message: `${folder} may not import from ${other}: see the arrows in ARCHITECTURE.md.`,
    }));
});
zones.push(
  ...folders
    .filter((folder) => folder !== 'editor')
    .map((folder) => ({
      target: `./src/${folder}`,
      from: './webview',
      message: 'Only the editor talks to its pages.',
    })),
  {
    target: './src/editor',
    from: './webview',
    except: ['protocol.ts'],
    message: 'The editor and its pages share only their protocol.',
  },
  {
    target: './webview',
    from: './src',
    except: ['report/report.ts', 'report/figure.ts', 'config/analysis.ts'],
    message: 'A page knows figures, never how they were made.',
  },
  {
    target: ['./src', './webview'],
    from: ['./test', './bench'],
    message: 'What ships does not import its tests.',
  },
  { target: ['./src', './webview'], from: './scripts', message: 'What ships does not import the tools that build it.' },
);

/** Packages that one folder alone may import, so that they can be replaced, and kept out of where they must not be. */
const packageOwners = [
  { group: ['vscode'], owners: ['src/editor', 'test/host'] },
  { group: ['onnxruntime-node', 'onnxruntime-common'], owners: ['src/model'] },
  { group: ['jsroot', 'jsroot/*', 'jsep'], owners: ['src/data'] },
  { group: ['yaml', 'fastest-levenshtein'], owners: ['src/config'] },
  { group: ['chart.js', 'chart.js/*'], owners: ['webview'] },
  { group: ['@vscode/webview-ui-toolkit'], owners: ['webview/controls.ts'] },
];
/** Pure functions of what they are given. */
const withoutNode = ['src/config', 'src/stats', 'src/checks', 'src/report', 'webview'];

function restrictedImports(place) {
  const owned = packageOwners
    .filter(({ owners }) => !owners.includes(place))
    .map(({ group, owners }) => ({ group, message: `Only ${owners.join(' and ')} may import this.` }));
  const node = { group: ['node:*'], message: `${place} holds pure functions: no files, processes or clocks.` };
  return { patterns: withoutNode.includes(place) ? [...owned, node] : owned };
}
const places = [...folders.map((folder) => `src/${folder}`), 'webview', 'webview/controls.ts', 'test/host'];

export default tseslint.config(
  { ignores: ['dist/', '.vscode-test/', 'test-results/', 'test/fixtures/'] },
  // A rule that is wrong somewhere is changed here, with a reason.
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.mts', '.d.ts', '.js', '.mjs', '.json'] })],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Every object of VS Code's own with a `dispose` is one of its Disposables, made by its class or not.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // `() => list.push(item)` as a callback is plain enough.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'no-restricted-imports': ['error', restrictedImports('elsewhere')],
    },
  },
  ...places.map((place) => ({
    files: [place.endsWith('.ts') ? place : `${place}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', restrictedImports(place)] },
  })),
  {
    // Loops over events and bins, with an index that the loop's bounds keep inside.
    files: ['src/{data,model,stats,profile,checks,engine}/**', 'test/**', 'bench/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Published coefficients stand as they were printed.
    files: ['src/stats/**'],
    rules: { 'no-loss-of-precision': 'off' },
  },
  {
    // Programs for a terminal.
    files: ['scripts/**', 'test/host/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
