/** Templates with other noise: drawn again within their errors, or with less of the differences that noise makes. */
import { mirrored, type Shift, type SideNoise, type Templates } from './templates';

/**
 * Templates with so much of the differences to nominal as is no noise: what noise does depends on what is there without it.
 * @param shares of each nuisance
 */
export function shrunk({ bins, processes, nuisances }: Templates, shares: readonly number[]): Templates {
  return {
    bins,
    processes,
    nuisances: nuisances.map((nuisance, index) => ({
      ...nuisance,
      shifts: nuisance.shifts.map((shift, process): Shift | undefined => {
        if (shift === undefined) return undefined;
        const nominal = processes[process]!.contents;
        const nearer = (side: Float64Array): Float64Array =>
          side.map((content, bin) => nominal[bin]! + shares[index]! * (content - nominal[bin]!));
        return {
          ...shift,
          up: nearer(shift.up),
          down: nearer(shift.down),
          ...(shift.points && {
            points: shift.points.map((point) => ({ ...point, contents: nearer(point.contents) })),
          }),
        };
      }),
    })),
  };
}

/** A number for each bin and process; for each side, what moves both, either and each point beside them. */
export function drawnNumbers({ bins, processes, nuisances }: Templates): number {
  const shifts = nuisances.flatMap((nuisance) => nuisance.shifts.filter((shift) => shift !== undefined));
  return bins * shifts.reduce((all, { points = [] }) => all + 3 + points.length, processes.length);
}

/**
 * Nominal contents within their errors, and differences to nominal within theirs.
 * @param normals as many as `drawnNumbers`
 */
export function drawnAgain({ bins, processes, nuisances }: Templates, normals: Float64Array): Templates {
  let used = 0;
  const next = (): Float64Array => normals.subarray(used, (used += bins));
  const contents = processes.map((process) => {
    const luck = next();
    return process.contents.map((content, bin) => content + Math.sqrt(process.squares[bin]!) * luck[bin]!);
  });
  // The relative error of a bin stays: it is what the fit is told of its templates.
  const [before, after] = [processes.map((process) => process.contents), contents].map((all) =>
    Float64Array.from({ length: bins }, (_, bin) => all.reduce((sum, one) => sum + one[bin]!, 0)),
  );
  const drawn = processes.map((process, index) => ({
    ...process,
    contents: contents[index]!,
    squares: process.squares.map((square, bin) =>
      before![bin]! > 0 && after![bin]! > 0 ? square * (after![bin]! / before![bin]!) ** 2 : square,
    ),
  }));
  const moved = nuisances.map((nuisance) => ({
    ...nuisance,
    shifts: nuisance.shifts.map((shift, index): Shift | undefined => {
      if (shift === undefined) return undefined;
      const [then, now] = [processes[index]!.contents, contents[index]!];
      const [both, ofUp, ofDown] = [next(), next(), next()];
      const sideOf = (side: Float64Array, noise: SideNoise, direction: number, own: Float64Array): Float64Array =>
        side.map((content, bin) => {
          const grown = now[bin]! - then[bin]!;
          const weighted = direction * Math.sqrt(noise.weighted[bin]!) * both[bin]!;
          return content + (1 + noise.along[bin]!) * grown + weighted + Math.sqrt(noise.crossing[bin]!) * own[bin]!;
        });
      const up = shift.upNoise && sideOf(shift.up, shift.upNoise, 1, ofUp);
      const down = shift.downNoise && sideOf(shift.down, shift.downNoise, -1, ofDown);
      return {
        ...shift,
        up: up ?? (down === undefined ? shift.up : mirrored(now, down)),
        down: down ?? (up === undefined ? shift.down : mirrored(now, up)),
        ...(shift.points && {
          points: shift.points.map((point) => ({
            ...point,
            contents: sideOf(point.contents, point.noise, Math.sign(point.value), next()),
          })),
        }),
      };
    }),
  }));
  return { bins, processes: drawn, nuisances: moved };
}
