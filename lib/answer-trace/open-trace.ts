import type { TenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { type TracePayload, tracePayloadSchema } from './schema';

interface TraceRow {
  tenant_id: string;
  id: string;
  message_id: string;
  payload_sealed: Buffer;
}

/** What was traced by message; row-level security says whose are seen. */
export async function openTraces(
  ctx: TenantContext,
  sql: TenantSql,
  messageIds: readonly string[],
): Promise<Map<string, TracePayload>> {
  const rows = await sql<TraceRow>(
    `select tenant_id, id, message_id, payload_sealed from answer_trace
     where tenant_id = :tenant and message_id = any($1::uuid[])`,
    [messageIds],
  );
  const keys = tenantKeys(ctx);
  return new Map(
    rows.map((row) => {
      const place = { table: 'answer_trace', row: row.id, column: 'payload' };
      const stored = JSON.parse(keys.openText(place, row.payload_sealed));
      return [row.message_id, tracePayloadSchema.parse(stored)];
    }),
  );
}
