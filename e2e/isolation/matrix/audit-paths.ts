import { signLogs } from '@/e2e/support/sign-logs';
import type { LogProofs } from '@/lib/audit/proofs/schema';
import { newId } from '@/lib/ids';
import { putRow } from './fill-tables';
import { FIGURES, type GuardedPath, ROWS } from './path';
import type { MatrixScene } from './scene';

/** Proofs of audit logs, and the logs as files. */
export const AUDIT_PATHS: Record<string, GuardedPath> = {
  'route GET /api/t/[tenant]/audit/proofs': {
    locks: ROWS,
    entered: true,
    async prepare(scene) {
      const entry = await signedEntry(scene);
      return async () => {
        const address = `/api/t/${scene.attacker.slug}/audit/proofs?entry=${entry.id}`;
        return provenIn(await scene.double.request(address), entry.id);
      };
    },
  },
  'route GET /api/t/[tenant]/audit.jsonl': {
    locks: ROWS,
    entered: true,
    async prepare(scene) {
      const entry = await signedEntry(scene);
      return async () => {
        const { text } = await scene.double.request(`/api/t/${scene.attacker.slug}/audit.jsonl`);
        return text.includes(entry.objectId) ? 'an entry of the victim’s log' : undefined;
      };
    },
  },
  'route GET /api/console/audit/proofs': {
    locks: FIGURES,
    async prepare(scene) {
      const entry = await signedEntry(scene);
      return async () => {
        const log = scene.victim.ctx.tenantId;
        const address = `/api/console/audit/proofs?log=${log}&entry=${entry.id}`;
        return provenIn(await scene.outsider.request(address), entry.id);
      };
    },
  },
  'route GET /api/console/audit.jsonl': {
    locks: FIGURES,
    async prepare(scene) {
      const entry = await signedEntry(scene);
      return async () => {
        const log = scene.victim.ctx.tenantId;
        const { text } = await scene.outsider.request(`/api/console/audit.jsonl?log=${log}`);
        return text.includes(entry.objectId) ? 'an entry of the victim’s log' : undefined;
      };
    },
  },
};

/** An entry of the victim's own for this path, in a log that is signed, as the attacker's is. */
async function signedEntry({
  victim,
  attacker,
}: MatrixScene): Promise<{ id: string; objectId: string }> {
  const entry = { id: newId(), objectId: newId() };
  await putRow('audit_entry', {
    tenant_id: victim.ctx.tenantId,
    id: entry.id,
    object_id: entry.objectId,
    actor_kind: 'user',
    actor_id: victim.ctx.principal.id,
  });
  await putRow('audit_entry', {
    tenant_id: attacker.ctx.tenantId,
    id: newId(),
    actor_kind: 'user',
  });
  await signLogs(victim.ctx.tenantId, attacker.ctx.tenantId);
  return entry;
}

function provenIn({ body }: { body: string }, id: string): string | undefined {
  try {
    const { entries } = JSON.parse(body) as Partial<LogProofs>;
    return entries?.[id] ? 'a proof of the victim’s entry' : undefined;
  } catch {
    return undefined;
  }
}
