import { newId } from '@/lib/ids';
import { putRow } from './fill-tables';
import { FIGURES, type GuardedPath, ROWS } from './path';
import type { MatrixScene } from './scene';

const ASK = 'report=changes&format=csv&from=2026-05-31T00:00Z&to=2026-06-02T00:00Z';
const AT = '2026-06-01T12:00:00Z';

/** Compliance summaries: what was changed in a tenant, and on the platform about a tenant. */
export const COMPLIANCE_PATHS: Record<string, GuardedPath> = {
  'page /t/[tenant]/compliance': inTenant('/t', '/compliance'),
  'route GET /api/t/[tenant]/compliance': inTenant('/api/t', '/compliance'),
  'page /console/compliance': onPlatform('/console/compliance'),
  'route GET /api/console/compliance': onPlatform('/api/console/compliance'),
};

/** The attacker's own summary, which must not have a change of the victim. */
function inTenant(root: string, path: string): GuardedPath {
  return {
    locks: ROWS,
    entered: true,
    async prepare({ victim, attacker, double }: MatrixScene) {
      const changed = newId();
      await putRow('audit_entry', {
        tenant_id: victim.ctx.tenantId,
        ...{ id: newId(), at: AT, actor_kind: 'user', actor_id: victim.ctx.principal.id },
        ...{ action: 'member.role', object_kind: 'member', object_id: changed },
      });
      return async () => {
        const { text } = await double.request(`${root}/${attacker.slug}${path}?${ASK}`);
        return text.includes(changed) ? 'a change of the victim' : undefined;
      };
    },
  };
}

/** The platform's summary, asked for by somebody who is none of its people. */
function onPlatform(path: string): GuardedPath {
  return {
    locks: FIGURES,
    async prepare({ victim, outsider }: MatrixScene) {
      const changed = newId();
      await putRow('platform_audit', {
        ...{ id: newId(), at: AT, actor_id: newId(), actor_role: 'operator' },
        ...{ action: 'policy.edit', subject_tenant: victim.ctx.tenantId },
        ...{ reason: changed, detail: {} },
      });
      return async () => {
        const { text } = await outsider.request(`${path}?${ASK}`);
        return text.includes(changed) ? 'what was changed of the victim' : undefined;
      };
    },
  };
}
