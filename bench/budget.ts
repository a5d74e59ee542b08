import { measureBudget } from './support/budget/measure-budget';
import type { BenchReport } from './support/report';

export const name = 'budget';

/**
 * Four processes of 64 callers each make mixed calls with disconnects, while processes are killed and
 * PostgreSQL is restarted; the built-in model's own log says what really happened. Arguments: `--calls N`,
 * `--kills N`.
 */
export function run(args: string[]): Promise<BenchReport> {
  return measureBudget(name, args);
}
