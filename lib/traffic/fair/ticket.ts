import type { Flow } from './flow';
import type { InLine } from './waiting-line';

/** One request's place in the schedule. */
export interface Ticket<T> extends InLine<Ticket<T>> {
  readonly flow: Flow<T>;
  /** What the caller wants told when it starts. */
  readonly caller: T;
  /** Estimate, in the unit of all costs. */
  readonly cost: number;
  /** Weight in force when it was charged. */
  weight: number;
  lifts: number;
  state: 'waiting' | 'running' | 'over';
  startedAt: number;
}
