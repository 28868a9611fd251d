/** An effect that is just as large as is accepted: how often is that a finding? */
import type { Asked } from './question';

export interface AtTolerance {
  readonly name: string;
  readonly n: number;
  readonly analyses: number;
  /** Analyses in which the effect was called larger than is accepted. */
  readonly findings: number;
}

export async function measureAtTolerance(question: Asked, n: number, analyses: number): Promise<AtTolerance> {
  let findings = 0;
  for (let analysis = 0; analysis < analyses; analysis++) {
    const { status } = await question.ask(question.tolerance, n, `at the tolerance/${question.name}/${n}`, analysis);
    if (status === 'finding') findings++;
  }
  return { name: question.name, n, analyses, findings };
}
