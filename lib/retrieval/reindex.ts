import { z } from 'zod';
import { clock, now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import type { Operation } from '@/lib/operations/operation';
import { ResumeLater } from '@/lib/operations/resume-later';
import { abandonSuccession, switchSuccession } from '@/lib/placement/vector-succession';
import { VECTOR_STORES, VECTOR_TIERS, type VectorGeneration } from '@/lib/tenancy/placement';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';
import { buildGeneration } from './build-generation';
import { beginGeneration, endGeneration } from './reindex-placement';

/** A context minted before the switch reads the old generation for a minute at most; a long read may follow. */
const GRACE_SECONDS = 120;

/** What an attempt leaves in the operation's detail for the next one. */
const notedSchema = z.object({
  generation: z.int().optional(),
  previous: z
    .object({ store: z.enum(VECTOR_STORES), tier: z.enum(VECTOR_TIERS), generation: z.int() })
    .optional(),
  document: z.string().nullish(),
  switchedAt: z.iso.datetime().optional(),
});

/**
 * Builds the tenant's vectors anew from the stored chunks, beside the ones in use (blue-green): writes go
 * to both while it is built, the switch is one change of the placement, and the old generation goes when
 * nobody can read it any more. Answers go on all the time.
 */
export async function reindex(operation: Operation, graceSeconds = GRACE_SECONDS): Promise<void> {
  const noted = notedSchema.parse(operation.detail);
  let { previous, switchedAt } = noted;
  if (!switchedAt || !previous) {
    previous = await succeed(operation, noted.generation, noted.document ?? undefined);
    switchedAt = now().toISOString();
    await operation.note({ switchedAt });
  }
  const passed = (clock().now() - Date.parse(switchedAt)) / 1_000;
  if (passed < graceSeconds) {
    await operation.progress('in use, the old one is kept for a while', 1, 1);
    throw new ResumeLater(graceSeconds - passed);
  }
  await endGeneration(operation.ctx, previous);
}

/** Builds the next generation and switches to it. Returns the one before. */
async function succeed(
  operation: Operation,
  resumed: number | undefined,
  interrupted: string | undefined,
): Promise<VectorGeneration> {
  const { ctx } = operation;
  const succession = await beginGeneration(ctx, resumed);
  const { from, to, switched } = succession;
  try {
    await operation.note({ generation: to.generation, previous: from });
    if (!switched) {
      const target = await tenantVectorGeneration(ctx, to);
      await buildGeneration(operation, target, to.generation === resumed ? interrupted : undefined);
    }
    await switchSuccession(ctx, succession, async () => true);
  } catch (error) {
    if (!switched && (await isLast(operation, error))) await undo(operation, from);
    throw error;
  }
  return from;
}

/** Whether no later attempt will go on with what was built. */
async function isLast({ ctx, id }: Operation, error: unknown): Promise<boolean> {
  if (!isAppError(error)) return false;
  if (error.code === 'store_unavailable') return false;
  if (error.code !== 'cancelled') return true;
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; state: string }>(
      'select tenant_id, state from tenant_operation where tenant_id = :tenant and id = $1',
      [id],
    ),
  ).catch(() => []);
  return rows[0]?.state === 'cancelled';
}

/** What cannot be removed now is removed by the next operation that begins a generation. */
async function undo({ ctx, id }: Operation, from: VectorGeneration): Promise<void> {
  await abandonSuccession(ctx, from).catch((error: Error) =>
    log.warn({ operation: id, tenant: ctx.tenantId, err: error.message }, 'a generation remains'),
  );
}
