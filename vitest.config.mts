import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        // VS Code is nowhere to be loaded from; what is told in its language is tested in English.
        resolve: { alias: { vscode: path.resolve('test/unit/editor/vscodeInEnglish.ts') } },
        test: { name: 'unit', include: ['test/{unit,fuzz}/**/*.test.ts'], environment: 'node', testTimeout: 10_000 },
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
          // A window waits as much as it computes, so two files are done at a time, on two processors as well.
          maxWorkers: 2,
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
