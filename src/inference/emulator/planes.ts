/** Contours of the profile likelihood in the planes of two parameters. */
import { contourLines } from '../profileCurve';
import { fitAlong, type BestFit } from './conditionalFit';
import type { EmulatedLikelihood } from './emulatedLikelihood';
import type { EmulatorProblem } from './emulatorProblem';
import { equallySpaced, type Profiles } from './profilesAlong';

export interface Plane {
  /** Positions of the parameters. */
  readonly x: number;
  readonly y: number;
  readonly contours: readonly {
    readonly height: number;
    readonly points: readonly { readonly x: number; readonly y: number }[];
  }[];
}

/** Of −2 ln L for two parameters: 68.27 % and 95 %. */
export const planeHeights = [2.295748928898636, 5.991464547107979] as const;

const planePoints = 33;
/** Planes of more than three parameters are not drawn. */
const mostInPlanes = 3;

export async function planesOf(
  { parameters }: EmulatorProblem,
  likelihood: EmulatedLikelihood,
  best: BestFit,
  ends: Profiles['ends'],
): Promise<Plane[]> {
  const planes: Plane[] = [];
  const many = Math.min(parameters.length, mostInPlanes);
  for (let x = 0; x < many; x++) {
    for (let y = x + 1; y < many; y++) planes.push(await planeOf(likelihood, best, ends, x, y));
  }
  return planes;
}

async function planeOf(
  likelihood: EmulatedLikelihood,
  best: BestFit,
  ends: Profiles['ends'],
  x: number,
  y: number,
): Promise<Plane> {
  // Half as far again as where one parameter alone has risen by 3.84.
  const axis = (index: number): number[] => {
    const [from, to] = ends[index]!;
    const { low, high } = likelihood.coordinates[index]!;
    const centre = best.at[index]!;
    return equallySpaced(
      Math.max(centre + 1.5 * (from.at95 - centre), low),
      Math.min(centre + 1.5 * (to.at95 - centre), high),
      planePoints,
    );
  };
  const [xs, ys] = [axis(x), axis(y)];
  const held = ys.flatMap((b) =>
    xs.map(
      (a) =>
        new Map([
          [x, a],
          [y, b],
        ]),
    ),
  );
  const found = await fitAlong(likelihood, best, held, (point) => {
    const column = point % planePoints;
    return [
      ...(column > 0 ? [point - 1] : []),
      ...(column + 1 < planePoints ? [point + 1] : []),
      ...[point - planePoints, point + planePoints].filter((other) => other >= 0 && other < held.length),
    ];
  });
  const plane = found.values.map((value) => Math.min(2 * (value - best.value), highest));
  return {
    x,
    y,
    contours: planeHeights.flatMap((height) =>
      contourLines(plane, xs, ys, height).map((points) => ({ height, points })),
    ),
  };
}

/** What is nowhere predicted has a number too, for the lines between. */
const highest = 1e6;
