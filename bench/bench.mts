/** `npm run bench`: a keystroke, events from file to report, readers and sums, one after the other. */
import { main as keystroke } from './keystroke/keystroke.mts';
import { main as profile } from './profile/profile.mts';
import { main as readers } from './readers/readers.mts';
import { main as sums } from './sums/sums.mts';

export async function main(): Promise<number> {
  return (await keystroke()) + (await profile([])) + (await readers([])) + (await sums());
}
