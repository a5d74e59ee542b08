import { forgetAgain } from '@/lib/db/credentials';
import { log } from '@/lib/log';
import { readJournal } from './erasure-journal';

/**
 * Before the product serves: people whom the journal says were erased and whom a restored database has again
 * are erased again. Who was invited anew since stays. Returns how many were erased.
 */
export async function eraseMembersAgain(): Promise<number> {
  let erased = 0;
  for (const { kind, tenantId, subjectId, at } of readJournal()) {
    if (kind !== 'member') continue;
    const removed = await forgetAgain(tenantId, subjectId, at);
    if (!removed) continue;
    erased += 1;
    log.warn({ tenant: tenantId, removed }, 'a restored copy had an erased person again');
  }
  return erased;
}
