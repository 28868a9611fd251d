/**
 * `node scripts/run.mjs build` runs scripts/build.mts. The scripts are TypeScript that Node itself can run from 22.18 on;
 * npm scripts get Node 24 from the package node-<platform>-<arch>, an optional dependency. This file is the only one
 * that an older Node has to understand, so that it can say what is missing.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [script, ...rest] = process.argv.slice(2);

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This needs Node 22.18 or newer, and Node ${process.versions.node} is running. ` +
      `npm ci brings Node 24 on Linux, macOS (Intel) and Windows: run it without --omit=optional, ` +
      `then start this with npm run, or put a newer Node on the PATH.`,
  );
  process.exitCode = 1;
} else {
  process.argv = [process.argv[0], script, ...rest];
  const { main } = await import(new URL(`${script}.mts`, import.meta.url).href);
  // Whatever is still open, a script that has ended has ended.
  process.exit(await main(rest));
}
