import { fingerprint } from '@/lib/audit/checkpoints/note';
import { publicKeys } from '@/lib/audit/checkpoints/signing-keys';
import type { LogSql } from '@/lib/audit/proofs/log-sql';
import type { SignedRoot } from './schema';

/** The newest signed root of the log; null before the first. */
export async function readSignedRoot(sql: LogSql, logId: string): Promise<SignedRoot | null> {
  const [row] = await sql<{ size: bigint; root: Buffer; at: Date }>(
    `select log_id as tenant_id, size, root, at from audit_checkpoint
     where log_id = :log order by size desc limit 1`,
  );
  const [key] = await publicKeys();
  if (!row || !key) return null;
  return {
    logId,
    size: Number(row.size),
    root: row.root.toString('base64'),
    signedAt: row.at.toISOString(),
    fingerprint: fingerprint(key),
  };
}
