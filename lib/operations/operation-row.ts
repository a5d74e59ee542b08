import type { OperationKind, OperationState, OperationView } from './schema';

export const OPERATION_COLUMNS = `tenant_id, id, kind, state, step, progress_done, progress_total, detail, reason,
  requested_role, created_at, started_at, finished_at, failure_code,
  (select r.kind from tenant_operation r where r.tenant_id = tenant_operation.tenant_id and r.id <> tenant_operation.id
     and r.state = 'running' and tenant_operation.state = 'queued' limit 1) as waits_for`;

export interface OperationRow {
  tenant_id: string;
  id: string;
  kind: string;
  state: string;
  step: string | null;
  progress_done: bigint;
  progress_total: bigint;
  detail: Record<string, unknown>;
  reason: string;
  requested_role: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  failure_code: string | null;
  waits_for: string | null;
}

export function operationView(row: OperationRow): OperationView {
  return {
    id: row.id,
    kind: row.kind as OperationKind,
    state: row.state as OperationState,
    step: row.step,
    done: Number(row.progress_done),
    total: Number(row.progress_total),
    detail: row.detail,
    reason: row.reason,
    requestedRole: row.requested_role,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    failureCode: row.failure_code,
    waitsFor: row.waits_for as OperationKind | null,
  };
}
