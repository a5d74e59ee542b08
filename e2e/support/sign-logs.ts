import { setTimeout as wait } from 'node:timers/promises';
import { placeLeaves, signTrees } from '@/lib/audit/checkpoints/sign-trees';
import { asSuperuser } from './as-superuser';

const LIMIT_MS = 20_000;
const PAUSE_MS = 20;

/**
 * Has everything that was recorded in these logs signed, or refused; another process of the tests may hold the turn to do so
 * meanwhile.
 */
export async function signLogs(...logIds: string[]): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  while (performance.now() < until) {
    await placeLeaves();
    await signTrees(0);
    const [open] = await asSuperuser<{ n: number }>(
      `select count(*)::int as n from unnest($1::uuid[]) id left join audit_head h on h.log_id = id
       where exists (select from audit_leaf l where l.log_id = id and l.place is null)
         or h.fault is null and coalesce(h.size, 0) > coalesce((select max(c.size) from audit_checkpoint c where c.log_id = id), 0)`,
      [logIds],
    );
    if (open?.n === 0) return;
    await wait(PAUSE_MS);
  }
  throw new Error('The logs were not signed in time.');
}
