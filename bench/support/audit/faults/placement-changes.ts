import { makeTenant } from '@/e2e/support/make-tenant';
import { createOwnerLink } from '@/lib/identity/invitation-links';
import { newId } from '@/lib/ids';
import { proposeMove } from '@/lib/placement/propose-move';
import { clearModelAccount, setModelAccount } from '@/lib/placement/set-model-account';
import { setVectorCluster } from '@/lib/placement/set-vector-cluster';
import { provisionTenant } from '@/lib/tenancy/provision-tenant';
import { type AuditedChange, type ChangeScene, changeOf } from './audited-change';

const reason = 'A benchmark';
const TOGETHER = { databaseTier: 'shared', vectorStore: 'lancedb', vectorTier: 'shared' } as const;
const fresh = async () => (await makeTenant('enterprise')).ctx.tenantId;
const own = ({ operator }: ChangeScene, tenantId: string) =>
  setModelAccount(operator, { tenantId, reason, apiKey: 'sk-ant-a-key-of-nobody' });

/** What operators change of where a tenant’s data and calls go, and of who owns it. */
export const PLACEMENT_CHANGES: readonly AuditedChange[] = [
  changeOf('placement.own_account', fresh, own),
  changeOf(
    'placement.platform_account',
    async (scene) => {
      const tenantId = await fresh();
      await own(scene, tenantId);
      return tenantId;
    },
    ({ operator }, tenantId) => clearModelAccount(operator, { tenantId, reason }),
  ),
  changeOf('placement.vector_cluster', fresh, ({ operator }, tenantId) =>
    setVectorCluster(operator, { tenantId, url: 'https://vectors.example.test', reason }),
  ),
  changeOf('placement.propose', fresh, ({ operator }, tenantId) =>
    proposeMove(operator, { tenantId, target: TOGETHER, reason }),
  ),
  changeOf(
    'tenant.invite_owner',
    ({ operator }) => {
      const slug = `b-${newId().slice(0, 8)}`;
      return provisionTenant(operator, {
        ...{ slug, name: slug, plan: 'free', tier: 'namespace', timeZone: 'UTC', demo: false },
        ...{ ownerEmail: `${slug}@example.test`, ownerName: 'Owner', reason },
      });
    },
    ({ operator }, { tenantId, ownerId }) => createOwnerLink(operator, tenantId, ownerId),
  ),
];
