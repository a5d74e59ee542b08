import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import {
  activateVersion,
  destroyVersion,
  olderVersions,
  prepareVersion,
} from '@/lib/keys/rotate-version';
import { log } from '@/lib/log';
import { olderObjects } from '@/lib/objects/reseal-objects';
import type { Operation } from '@/lib/operations/operation';
import { countOlder } from './reseal-rows';
import { sweep } from './sweep';
import { type Activation, waitForWriters } from './wait-for-writers';

/** What other processes need to meet a new version: the life of a proof, which brings the keys with it. */
const SETTLE_MS = 75_000;
const SWEEPS = 3;

/**
 * Replaces a tenant's content key while everything goes on: makes the next version, lets it seal, seals
 * every row and object anew, and destroys the older versions once nothing is sealed under them. Each step
 * may be done again, so that an attempt after a crash goes on where the last one was.
 */
export async function rotateKeys(operation: Operation): Promise<void> {
  const { ctx } = operation;
  const version = await prepared(operation);
  await activateVersion(ctx, version);
  const began = await activated(operation);
  for (let pass = 1; pass <= SWEEPS; pass += 1) {
    await sweep(operation, version);
    await waitForWriters(operation, began);
    if (await nothingOlder(operation, version)) {
      await operation.progress('destroying older keys', 0, 0);
      // A restored database may resume a rotation that a later one followed: what is newer was not counted.
      for (const older of olderVersions(ctx).filter((each) => each < version))
        await destroyVersion(ctx, older);
      return operation.note({ left: 0 });
    }
  }
  log.error({ tenantId: ctx.tenantId, version }, 'values do not open under their older key');
  throw new AppError('conflict', 'Some values could not be sealed anew; the older key was kept.');
}

async function prepared(operation: Operation): Promise<number> {
  const known = operation.detail.version;
  if (typeof known === 'number') return known;
  await operation.progress('making a key', 0, 0);
  const version = await prepareVersion(operation.ctx);
  // One process holds all keys in one memory; several learn of a new one as they renew their proofs.
  if (env.REDIS_URL || env.TENANTRY_KEY_SERVICE_URL)
    await clock().sleep(SETTLE_MS, operation.signal);
  await operation.note({ version });
  return version;
}

async function activated(operation: Operation): Promise<Activation> {
  const { activeAt, transaction } = operation.detail;
  if (typeof activeAt === 'number' && typeof transaction === 'string')
    return { at: activeAt, transaction };
  const [row] = await withTenantSql(operation.ctx, (sql) =>
    sql<{ id: string }>('select pg_current_xact_id()::text as id where :tenant is not null'),
  );
  const began = { at: clock().now(), transaction: row?.id ?? '0' };
  await operation.note({ activeAt: began.at, transaction: began.transaction });
  return began;
}

/** Counted while the operation is held: row-level security shows a cancelled one nothing at all. */
async function nothingOlder(operation: Operation, version: number): Promise<boolean> {
  await operation.progress('verifying', 0, 0);
  const rows = await withTenantSql(operation.ctx, async (sql) => {
    const held = await sql(
      `select id from tenant_operation where tenant_id = :tenant and id = $1 and state = 'running' for share`,
      [operation.id],
    );
    if (held.length === 0) throw new AppError('cancelled', 'The rotation was cancelled.');
    return countOlder(sql, version);
  });
  const left = rows + (await olderObjects(operation.ctx, version)).length;
  await operation.note({ left });
  return left === 0;
}
