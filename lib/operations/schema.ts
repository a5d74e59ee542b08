import { z } from 'zod';
import { reasonSchema } from '@/lib/console/policy/schema';

export const OPERATION_KINDS = [
  'rotate_keys',
  'move',
  'reindex',
  'export',
  'erase',
  'erase_member',
  'retention',
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

export type OperationState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** Long work on one tenant, as the people who may watch it see it. */
export interface OperationView {
  id: string;
  kind: OperationKind;
  state: OperationState;
  /** What it does now, in a word or two; null before it starts. */
  step: string | null;
  done: number;
  /** 0 while the amount is not known. */
  total: number;
  /** Ids, counts and codes; never content. */
  detail: Record<string, unknown>;
  reason: string;
  requestedRole: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  failureCode: string | null;
  /** While it is queued: what runs on the same tenant, where one operation runs at a time; null when nothing does. */
  waitsFor: OperationKind | null;
}

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const cancelOperationSchema = z.object({ tenantId: id, id, reason: reasonSchema });
export type CancelOperation = z.infer<typeof cancelOperationSchema>;
