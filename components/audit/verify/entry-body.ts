import type { AuditFacts, AuditPayload } from '@/lib/audit/proofs/schema';
import { sha256, toHex, utf8 } from './bytes';

/** The leaf that the entry must have, were it as it is shown. `committed`: for readers who are not told the payload. */
export async function entryBody(
  entry: AuditFacts & AuditPayload,
  committed: string | null,
): Promise<string> {
  const { salt, payload } = entry;
  const commitment =
    salt === null || payload === null
      ? (committed ?? '')
      : toHex(await sha256(utf8(salt + payload)));
  return JSON.stringify([
    'tenantry-audit-1',
    entry.logId,
    entry.id,
    entry.at,
    entry.actorKind,
    entry.actorId,
    entry.action,
    entry.objectKind,
    entry.objectId ?? '',
    entry.requestId ?? '',
    entry.outcome,
    commitment,
  ]);
}
