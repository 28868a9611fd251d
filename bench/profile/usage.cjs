/** Loaded before the program that is measured: leaves its CPU time and its largest size when it ends. */
'use strict';
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(
    process.env.PULLSCOPE_BENCH_USAGE,
    JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, peak: (residentPeak() ?? maxRSS) * 1024 }),
  );
});

/** On Linux maxRSS counts what the parent had at the fork; the kernel's own mark, in kB, does not. */
function residentPeak() {
  if (process.platform !== 'linux') return undefined;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
