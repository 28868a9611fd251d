/** Where something ceases to hold. */

/** Where what holds at `from` does no longer. */
export function beyond(from: number, step: number, holds: (at: number) => boolean): number {
  let width = step;
  while (holds(from + width)) width *= 2;
  return from + width;
}

/** Where what holds at `from` ends before `to`. */
export function bisect(from: number, to: number, holds: (at: number) => boolean): number {
  let [inside, outside] = [from, to];
  for (let step = 0; step < 60 && Math.abs(outside - inside) > 1e-9 * Math.abs(outside); step++) {
    const middle = (inside + outside) / 2;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return (inside + outside) / 2;
}
