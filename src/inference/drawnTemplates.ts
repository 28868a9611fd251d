/** Templates with other noise: drawn again within their errors. */
import { addProduct } from './noiseMatrix';
import { mirrored, type Shift, type SideNoise, type Templates } from './templates';

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
      const grown = now.map((content, bin) => content - then[bin]!);
      const sideOf = (side: Float64Array, noise: SideNoise, direction: number, own: Float64Array): Float64Array => {
        const again = side.map(
          (content, bin) => content + grown[bin]! + direction * Math.sqrt(noise.weighted[bin]!) * both[bin]!,
        );
        addProduct(noise.along, grown, again);
        addProduct(noise.crossing, own, again);
        return again;
      };
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
