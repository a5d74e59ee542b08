import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import { HOLD_COLUMNS, HOLD_NAMES, type HoldRow, holdView } from './hold-rows';
import type { RetentionView } from './schema';

interface RunRow {
  tenant_id: string;
  at: Date;
  detail: { conversations?: number; messages?: number; documents?: number };
}

const RUNS = 7;

/** How long the workspace keeps what, what ends next, its holds and its latest runs; for owner and admins. */
export async function readRetention(ctx: TenantContext): Promise<RetentionView> {
  authorize(ctx, 'retention:read');
  const { conversationDays } = await policyOf(ctx);
  return withTenantSql(ctx, async (sql) => {
    const [setting] = await sql<{ document_days: number | null }>(
      'select document_days from retention_setting where tenant_id = :tenant',
    );
    const [ending] = await sql<{
      conversations: bigint;
      people: bigint;
      first_at: Date | null;
    }>(
      `select conversations, people, first_at from tenancy.ending_conversations()
       where tenancy.current_tenant() = :tenant`,
    );
    const holds = await sql<HoldRow>(
      `select ${HOLD_COLUMNS} from legal_hold h ${HOLD_NAMES}
       where h.tenant_id = :tenant order by h.lifted_at is not null, h.placed_at desc limit 50`,
    );
    const runs = await sql<RunRow>(
      `select tenant_id, at, detail from audit_entry
       where tenant_id = :tenant and action = 'retention.run' order by at desc limit $1`,
      [RUNS],
    );
    return {
      conversationDays,
      documentDays: setting?.document_days ?? null,
      ending: {
        conversations: Number(ending?.conversations ?? 0),
        people: Number(ending?.people ?? 0),
        firstAt: ending?.first_at?.toISOString() ?? null,
      },
      holds: holds.map(holdView),
      runs: runs.map(({ at, detail }) => ({
        at: at.toISOString(),
        conversations: detail.conversations ?? 0,
        messages: detail.messages ?? 0,
        documents: detail.documents ?? 0,
      })),
    };
  });
}
