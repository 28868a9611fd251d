/** Pairs of columns that are variations of a third one, by their names: `weight_jvt_UP` and `weight_jvt_DOWN`. */
export interface DraftNuisance {
  readonly name: string;
  readonly column: string;
  readonly up: string;
  readonly down: string;
}

/** A name that ends in a side, or has it before a number: `_UP`, `_down`, `Up`, `__1up`. */
const sided = /^(.+?)(_{0,2}\d*)(up|down|Up|Down|UP|DOWN)$/;

export function draftNuisances(columns: readonly string[]): readonly DraftNuisance[] {
  const known = new Set(columns);
  return columns.flatMap((up) => {
    const found = sided.exec(up);
    const [, stem = '', joint = '', side = ''] = found ?? [];
    if (found === null || side.toLowerCase() !== 'up') return [];
    const down = `${stem}${joint}${side === 'up' ? 'down' : side === 'Up' ? 'Down' : 'DOWN'}`;
    const column = known.has(stem) ? stem : longestPrefix(stem, known);
    return column === undefined || !known.has(down) ? [] : [{ name: nameOf(stem, column), column, up, down }];
  });
}

/** `weight_bTagSF_Light` varies `weight_bTagSF`. */
function longestPrefix(stem: string, known: ReadonlySet<string>): string | undefined {
  for (let end = stem.lastIndexOf('_'); end > 0; end = stem.lastIndexOf('_', end - 1)) {
    if (known.has(stem.slice(0, end))) return stem.slice(0, end);
  }
  return undefined;
}

function nameOf(stem: string, column: string): string {
  const bare = (stem === column ? column.replace(/^(weight|w|sf)_/i, '') : stem).replaceAll(/\W+/g, '_');
  return bare === '' ? column : bare;
}
