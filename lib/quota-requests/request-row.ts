import { ownLimitsSchema } from '@/lib/tenancy/schema';
import type { QuotaRequestView, QuotaState } from './schema';

/** A request as stored, with the asker's name. */
export interface RequestRow {
  id: string;
  state: QuotaState;
  asked_at: Date;
  asked_by_name: string | null;
  reason: string;
  wanted: unknown;
  days: number | null;
  ended_at: Date | null;
  answer: string | null;
  granted: unknown;
  granted_days: number | null;
  fee_nano: string | null;
}

export const REQUEST_COLUMNS = `q.id, q.state, q.asked_at, u.name as asked_by_name, q.reason, q.wanted, q.days, q.ended_at,
  q.answer, q.granted, q.granted_days, q.fee_nano::text as fee_nano`;

export function toRequest(row: RequestRow): QuotaRequestView {
  return {
    id: row.id,
    state: row.state,
    askedAt: row.asked_at.toISOString(),
    askedBy: row.asked_by_name,
    reason: row.reason,
    wanted: ownLimitsSchema.parse(row.wanted),
    days: row.days,
    endedAt: row.ended_at?.toISOString() ?? null,
    answer: row.answer,
    granted: row.granted === null ? null : ownLimitsSchema.parse(row.granted),
    grantedDays: row.granted_days,
    feeNano: row.fee_nano,
  };
}
