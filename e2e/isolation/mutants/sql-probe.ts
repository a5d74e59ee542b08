import type { Outcome, SqlStage } from './sql-stage';
import type { SqlWorld } from './sql-world';

/** One attempt to get past the store's lock; says what is wrong, and nothing when the lock held. */
export interface SqlProbe {
  name: string;
  run(stage: SqlStage, world: SqlWorld): Promise<string[]>;
}

/** SQLSTATE of a missing grant, of a policy and of a definer function that refuses. */
export const DENIED = '42501';
/** SQLSTATE of a foreign key. */
export const NO_SUCH_ROW = '23503';

/** Whether a write was stopped by the lock: no row in sight, or a refusal that names no other rule. */
export function stopped({ count, refused }: Outcome): boolean {
  return count === 0 && (refused === undefined || refused === DENIED);
}

/** The problem, unless it holds. */
export function unless(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}
