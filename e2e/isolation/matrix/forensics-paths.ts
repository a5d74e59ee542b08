import { newId } from '@/lib/ids';
import { putRow } from './fill-tables';
import { FIGURES, type GuardedPath, ROWS } from './path';
import type { MatrixScene } from './scene';

const BETWEEN = 'from=2026-01-01T00:00Z&to=2026-12-31T00:00Z';
const AT = '2026-06-01T12:00:00Z';

/** Who saw a document, and the other questions of an investigation. */
export const FORENSICS_PATHS: Record<string, GuardedPath> = {
  'page /t/[tenant]/audit/seen': inTenant('/t', '/audit/seen'),
  'route GET /api/t/[tenant]/audit/seen.csv': inTenant('/api/t', '/audit/seen.csv'),
  'page /console/forensics': onPlatform('/console/forensics'),
  'route GET /api/console/forensics.csv': onPlatform('/api/console/forensics.csv'),
};

/** The attacker's own page, asked for a document of the victim. */
function inTenant(root: string, path: string): GuardedPath {
  return {
    locks: ROWS,
    entered: true,
    async prepare(scene) {
      const seen = await seenDocument(scene);
      const address = `${root}/${scene.attacker.slug}${path}?document=${seen.document}&${BETWEEN}`;
      return async () => {
        const { text } = await scene.double.request(address);
        return text.includes(seen.request) ? 'who saw a document of the victim' : undefined;
      };
    },
  };
}

function onPlatform(path: string): GuardedPath {
  return {
    locks: FIGURES,
    async prepare(scene) {
      const seen = await seenDocument(scene);
      const tenant = scene.victim.ctx.tenantId;
      const address = `${path}?tenant=${tenant}&document=${seen.document}&${BETWEEN}`;
      return async () => {
        const { text } = await scene.outsider.request(address);
        return text.includes(seen.request) ? 'who saw a document of the victim' : undefined;
      };
    },
  };
}

/** An entry of the victim's log by which somebody opened a document, of this path alone. */
async function seenDocument({
  victim,
}: MatrixScene): Promise<{ document: string; request: string }> {
  const seen = { document: newId(), request: newId() };
  // The trigger of the log puts the document beside its entry.
  await putRow('audit_entry', {
    tenant_id: victim.ctx.tenantId,
    ...{ id: newId(), at: AT, actor_kind: 'user', actor_id: victim.ctx.principal.id },
    ...{ action: 'document.open', object_kind: 'document', object_id: seen.document },
    request_id: seen.request,
  });
  return seen;
}
