import { superuserClient } from '@/e2e/support/superuser-client';
import { scheduleRetention } from '@/lib/db/credentials';

const POLL_MS = 100;

/** Has the platform's own daily run over a tenant behind us, which writes into it by itself once a day. */
export async function dailyWorkDone(tenantId: string): Promise<void> {
  const superuser = await superuserClient();
  try {
    await scheduleRetention();
    const waits = `select 1 from tenant_operation where tenant_id = $1 and state in ('queued', 'running')`;
    while ((await superuser.query(waits, [tenantId])).rowCount) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    await superuser.end();
  }
}
