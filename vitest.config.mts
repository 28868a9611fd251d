import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** So that at the end no processor waits for another: before it has seen them once, vitest goes by the size of a file. */
const longest = [
  ...['fuzz/damagedFiles', 'unit/calibration/calibration', 'unit/checks/falseAlarms', 'unit/engine/inference'],
  ...['unit/engine/learned', 'unit/checks/inference', 'unit/checks/abcd', 'unit/engine/slopes'],
  ...['ui/journey', 'ui/workspace', 'ui/reportPage', 'ui/writing', 'ui/trust'],
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return index < 0 ? longest.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

const unitTests = globSync('test/{unit,fuzz}/**/*.test.ts', { cwd: import.meta.dirname }).map((file) =>
  file.replaceAll(path.sep, '/'),
);

/** Puts something else in the place of a module, which whoever loads it in the same process would get. */
const replacesModules = (file: string): boolean =>
  /\bvi\.(mock|doMock|resetModules)\(/.test(readFileSync(path.join(import.meta.dirname, file), 'utf8'));

const unit = {
  // VS Code is nowhere to be loaded from; what is told in its language is tested in English.
  resolve: { alias: { vscode: path.resolve('test/unit/editor/vscodeInEnglish.ts') } },
  test: {
    environment: 'node',
    // Against what never ends: a machine that is busy takes several times as long.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // By itself vitest leaves one processor free, which of two is half.
    maxWorkers: '100%',
  },
} as const;

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...unit,
        // A process of its own for each file would spend more time on loading modules than on tests.
        test: {
          ...unit.test,
          name: 'unit',
          include: unitTests.filter((file) => !replacesModules(file)),
          isolate: false,
        },
      },
      {
        ...unit,
        test: { ...unit.test, name: 'unit-alone', include: unitTests.filter(replacesModules) },
      },
      {
        // A real browser on a real VS Code, of which each file starts its own.
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Left to itself it gives up after one second, which a busy machine may need for a click.
          expect: { poll: { timeout: 20_000 } },
          // Two windows at a time on two processors let keys pass that are struck too early.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Of the .vsix that `npm run package` has made.
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
