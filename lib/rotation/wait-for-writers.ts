import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { Operation } from '@/lib/operations/operation';

export interface Activation {
  /** When the version began to seal, in ms of the clock. */
  at: number;
  /** Transactions before this one may hold values sealed under an older version. */
  transaction: string;
}

/** From sealing a value to its transaction or its file: an upload's is the longest, at a few seconds. */
const GRACE_MS = 60_000;
const STEP_MS = 1_000;

/**
 * Until whatever was sealed under an older version has arrived where a sweep finds it: every transaction
 * from before the new version has ended, and a value sealed outside one has had its minute.
 */
export async function waitForWriters(operation: Operation, began: Activation): Promise<void> {
  const seconds = GRACE_MS / 1000;
  for (;;) {
    const waited = clock().now() - began.at;
    if (waited >= GRACE_MS && (await allEnded(operation, began.transaction))) return;
    const shown = Math.min(seconds, Math.floor(waited / 1000));
    await operation.progress('waiting for writers', shown, seconds);
    await clock().sleep(STEP_MS, operation.signal);
  }
}

async function allEnded(operation: Operation, transaction: string): Promise<boolean> {
  const [row] = await withTenantSql(operation.ctx, (sql) =>
    sql<{ ended: boolean }>(
      `select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as ended where :tenant is not null`,
      [transaction],
    ),
  );
  return row?.ended ?? false;
}
