/** Templates and data as scripts in Python write them, for references and benches. */
import { noNoise, type Templates } from '../../../src/inference/templates';

export interface WrittenTemplates {
  readonly bins: number;
  readonly data: readonly number[];
  readonly processes: readonly {
    readonly name: string;
    readonly signal: boolean;
    readonly contents: readonly number[];
    readonly squares: readonly number[];
  }[];
  readonly nuisances: readonly {
    readonly name: string;
    /** One for each process; null where it does not move. */
    readonly shifts: readonly ({ readonly up: readonly number[]; readonly down: readonly number[] } | null)[];
  }[];
}

export function templatesOf({ bins, processes, nuisances }: WrittenTemplates): Templates {
  return {
    bins,
    processes: processes.map(({ name, signal, contents, squares }) => ({
      name,
      signal,
      contents: Float64Array.from(contents),
      squares: Float64Array.from(squares),
    })),
    nuisances: nuisances.map(({ name, shifts }) => ({
      name,
      shifts: shifts.map((shift) =>
        shift === null
          ? undefined
          : {
              up: Float64Array.from(shift.up),
              down: Float64Array.from(shift.down),
              upNoise: noNoise(bins),
              downNoise: noNoise(bins),
            },
      ),
    })),
  };
}
