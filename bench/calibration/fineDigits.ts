/** A number between 0 and 1 in the digits of a feature that say nothing of where an event lies. */
const fine = 1000;

export function inDigits(value: number, digits: number): number {
  return (Math.floor(value * fine) + Math.min(digits, 0.999)) / fine;
}

export function fromDigits(value: number): number {
  return value * fine - Math.floor(value * fine);
}
