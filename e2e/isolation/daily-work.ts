import { foldFleetNow } from '@/e2e/support/fold-fleet';
import { foldLedgerNow } from '@/e2e/support/fold-ledger';
import { superuserClient } from '@/e2e/support/superuser-client';
import { scheduleRetention } from '@/lib/db/credentials';

const POLL_MS = 100;

/** Has behind us what the platform writes into a tenant by itself: its daily run, and sums of what was counted. */
export async function dailyWorkDone(tenantId: string): Promise<void> {
  const superuser = await superuserClient();
  try {
    await scheduleRetention();
    await foldFleetNow();
    await foldLedgerNow();
    const waits = `select 1 from tenant_operation where tenant_id = $1 and state in ('queued', 'running')`;
    while ((await superuser.query(waits, [tenantId])).rowCount) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    await superuser.end();
  }
}
