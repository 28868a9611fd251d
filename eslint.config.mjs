import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
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
  model: ['config', 'data'],
  stats: ['config'],
  inference: ['stats'],
  profile: lower,
  checks: [...lower, 'profile', 'inference'],
  report: ['config'],
  draft: ['config', 'data', 'model'],
  language: ['config', 'data', 'checks', 'report'],
  engine: [...lower, 'profile', 'checks', 'inference'],
  worker: [...lower, 'profile', 'checks', 'engine', 'report'],
  cli: [...lower, 'profile', 'checks', 'draft', 'engine', 'report', 'worker'],
  editor: ['config', 'checks', 'draft', 'report', 'language', 'worker'],
};
/** Types that may cross a wall: reports everywhere, and in the editor the facts that the worker has sent. */
const exceptions = {
  '*': { report: ['report', 'figure'] },
  editor: { data: ['dataFacts'], model: ['modelFacts'] },
  language: { model: ['modelFacts', 'refusal'] },
};

/** Packages that one folder alone may import, so that they can be replaced, and kept out of where they must not be. */
const packageOwners = [
  { group: ['vscode'], owners: ['src/editor', 'test/host'] },
  // To read its version is not to load it.
  { regex: '^onnxruntime-(node|common)(?!/package\\.json$)', owners: ['src/model'] },
  {
    group: ['jsroot', 'jsroot/*', 'jsep', 'hyparquet', 'hyparquet/*', 'hyparquet-compressors', '**/h5wasm/**'],
    owners: ['src/data'],
  },
  { group: ['yaml', 'fastest-levenshtein'], owners: ['src/config'] },
  { group: ['chart.js', 'chart.js/*'], owners: ['webview'] },
  { group: ['@vscode/webview-ui-toolkit'], owners: ['webview/controls.ts'] },
];

const folders = readdirSync(new URL('src', import.meta.url));

/** What a folder of src may not import. */
function wallsOf(folder) {
  const allowed = mayImport[folder];
  if (allowed === undefined) throw new Error(`src/${folder} has no line in eslint.config.mjs: say what it may import.`);
  const siblings = Object.keys(mayImport)
    .filter((other) => other !== folder && !allowed.includes(other))
    .map((other) => {
      const free = exceptions[folder]?.[other] ?? exceptions['*'][other] ?? [];
      const except = free.length === 0 ? '' : `(?!/(${free.join('|')})$)`;
      return {
        regex: `^(\\.\\./)+${other}${except}(/|$)`,
        message: `${folder} may not import from ${other}: see the arrows in ARCHITECTURE.md.`,
      };
    });
  const page = folder === 'editor' ? '(?!/(protocol|modelProtocol|reportProtocol)$)' : '';
  return [
    ...siblings,
    { regex: `^(\\.\\./)+webview${page}(/|$)`, message: 'Only the editor talks to its pages, and by their protocol.' },
    noTools,
    ...(['config', 'stats', 'inference', 'checks', 'report', 'draft', 'language'].includes(folder) ? [noNode] : []),
    ...foreignPackages(`src/${folder}`),
  ];
}

function foreignPackages(place) {
  return packageOwners
    .filter(({ owners }) => !owners.includes(place))
    .map(({ owners, ...names }) => ({ ...names, message: `Only ${owners.join(' and ')} may import this.` }));
}

const noTools = { regex: '^(\\.\\./)+(test|bench|scripts)/', message: 'What ships does not import tests or tools.' };
const noNode = { group: ['node:*'], message: 'These are pure functions: no files, processes or clocks.' };
const pageWalls = [
  {
    regex:
      '^(\\.\\./)+src/(?!(report/report|report/reportContent|report/figure|config/analysis|config/document|model/modelFacts)$)',
    message: 'A page knows figures and facts, never how they were made.',
  },
  noTools,
  noNode,
];

function restrict(files, patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

export default defineConfig(
  { ignores: ['dist/', '.vscode-test/', 'test-results/', 'test/fixtures/'] },
  // A rule that is wrong somewhere is changed here, with a reason.
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
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
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  // What Node runs as it is may only have types that can be taken away.
  { files: ['**/*.mts'], rules: { '@typescript-eslint/parameter-properties': 'error' } },
  restrict(
    ['test/{unit,ui,package}/**', 'bench/**', 'scripts/**'],
    [{ group: ['vscode'], message: 'There is a VS Code only in src/editor and test/host.' }],
  ),
  restrict(['webview/**'], [...pageWalls, ...foreignPackages('webview')]),
  restrict(['webview/controls.ts'], [...pageWalls, ...foreignPackages('webview/controls.ts')]),
  ...folders.map((folder) => restrict([`src/${folder}/**`], wallsOf(folder))),
  {
    // Loops over events and bins, with an index that the loop's bounds keep inside.
    files: ['src/{data,model,stats,inference,profile,checks,engine}/**', 'test/**', 'bench/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Published coefficients stand as they were printed.
    files: ['src/stats/**'],
    rules: { 'no-loss-of-precision': 'off' },
  },
  {
    // Programs for a terminal, and tests that print what they measured.
    files: ['scripts/**', 'test/**', 'bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Holds back what jsroot prints.
    files: ['src/data/consoleCapture.ts'],
    rules: { 'no-console': 'off', '@typescript-eslint/unbound-method': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
