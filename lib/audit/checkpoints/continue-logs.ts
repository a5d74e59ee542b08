import { now } from '@/lib/clock';
import { noteFault, withFaultyTrees } from '@/lib/db/audit-trees';
import { rootOfPeaks } from '../tree/hashes';
import { CONTINUED, signCheckpoint } from './note';
import { placeLeaves } from './sign-trees';
import { signingKeys } from './signing-keys';
import { writeCheckpoint } from './write-once';

/**
 * For an operator who restored a backup and knows what it lacks: every log that is not signed any more goes on from what the
 * database has now. The write-once place says so, signed, below what it said before, and nothing of that is taken back: whoever
 * saw more of a log goes on to see that it was lost. Returns the logs, with the sizes that they go on from.
 */
export async function continueLogs(): Promise<{ logId: string; size: number }[]> {
  await placeLeaves();
  const keys = await signingKeys();
  const continued: { logId: string; size: number }[] = [];
  await withFaultyTrees(async (trees, sql) => {
    for (const { logId, size, peaks } of trees) {
      const root = rootOfPeaks(peaks);
      const at = now().toISOString();
      const note = signCheckpoint({ logId: `${logId}${CONTINUED}`, size, root, at }, keys);
      writeCheckpoint(logId, note);
      await noteFault(sql, logId, null, now());
      continued.push({ logId, size });
    }
  });
  return continued;
}
