import type { HoldView } from './schema';

/** Columns of `legal_hold h` with the people's names from `app_user`. */
export const HOLD_COLUMNS = `h.tenant_id, h.id, h.user_id, p.name as person, h.reason, h.placed_by_kind, a.name as placed_by,
  h.placed_at, h.lifted_at, h.lifted_reason`;
export const HOLD_NAMES =
  'left join app_user p on p.id = h.user_id left join app_user a on a.id = h.placed_by';

export interface HoldRow {
  tenant_id: string;
  id: string;
  user_id: string | null;
  person: string | null;
  reason: string;
  placed_by_kind: 'user' | 'operator';
  placed_by: string | null;
  placed_at: Date;
  lifted_at: Date | null;
  lifted_reason: string | null;
}

export function holdView(row: HoldRow): HoldView {
  return {
    id: row.id,
    person: row.user_id ? { id: row.user_id, name: row.person ?? 'A former member' } : null,
    reason: row.reason,
    placedBy: row.placed_by ?? (row.placed_by_kind === 'operator' ? 'Operator' : 'A former owner'),
    placedByKind: row.placed_by_kind,
    placedAt: row.placed_at.toISOString(),
    lifted: row.lifted_at
      ? { at: row.lifted_at.toISOString(), reason: row.lifted_reason ?? '' }
      : null,
  };
}
