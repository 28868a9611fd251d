/** Numbers below a limit, the same in every run. */
export function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

export function randomBytes(length: number, random: (limit: number) => number): Buffer {
  return Buffer.from(Array.from({ length }, () => random(256)));
}
