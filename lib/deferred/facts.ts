import type { ModelId } from '@/lib/llm/facts';
import type { BudgetScopeKind } from '@/lib/tenancy/schema';

export type DeferredState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** A question that waits until a budget has room, and what became of it. Codes and times, no content. */
export interface DeferredView {
  id: string;
  requestId: string;
  conversationId: string;
  /** That was asked for; absent: the plan's default, or one that is offered no more. */
  model: ModelId | undefined;
  state: DeferredState;
  /** In the workspace's queue, from 1; absent once it has ended. */
  position: number | undefined;
  /** How many wait or run in the workspace. */
  total: number | undefined;
  /** ISO 8601: when it will probably begin, by its place, what its budget leaves and what such calls take; while it waits. */
  estimatedAt: string | undefined;
  /** Of the workspace, in which its budgets begin anew. */
  timeZone: string;
  /** The budget without room. */
  because:
    | {
        scope: BudgetScopeKind;
        period: 'minute' | 'day' | 'month';
        unit: 'tokens' | 'price';
      }
    | undefined;
  createdAt: string;
  endedAt: string | undefined;
  failureCode: string | undefined;
  /** Whether the asker saw how it ended. */
  seen: boolean;
  /** GET tells the state, DELETE cancels. */
  statusUrl: string;
  cancelUrl: string;
  /** The page of the conversation in which the answer stands once it is there; for a key, the status. */
  answerUrl: string;
}

export function isOpen({ state }: Pick<DeferredView, 'state'>): boolean {
  return state === 'waiting' || state === 'running';
}
