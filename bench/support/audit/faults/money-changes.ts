import { draftPrices } from '@/e2e/support/price-drafts';
import { editRule } from '@/lib/containment/edit-rule';
import { listRules } from '@/lib/containment/queries';
import { adjustMonth } from '@/lib/finance/corrections/correct-ledger';
import { addPrices } from '@/lib/finance/prices/add-prices';
import { newId } from '@/lib/ids';
import { sendTestNotice } from '@/lib/notify/endpoints';
import { provisionTenant } from '@/lib/tenancy/provision-tenant';
import { type AuditedChange, change, changeOf } from './audited-change';

const reason = 'A benchmark';
const thisMonth = () => new Date().toISOString().slice(0, 7);

/** What finance changes, and operators of the platform as a whole. */
export const MONEY_CHANGES: readonly AuditedChange[] = [
  changeOf(
    'prices.add',
    ({ finance }) => draftPrices(finance, 'price', { acceptBelowCost: true }),
    ({ finance }, draft) => addPrices(finance, draft),
  ),
  change('ledger.adjust', ({ finance, tenant }) =>
    adjustMonth(finance, {
      ...{ entryId: newId(), tenantId: tenant.ctx.tenantId, reason },
      ...{ month: thisMonth(), priceNano: '1000' },
    }),
  ),
  change('tenant.create', ({ operator }) => {
    const slug = `b-${newId().slice(0, 8)}`;
    return provisionTenant(operator, {
      ...{ slug, name: slug, plan: 'free', tier: 'namespace', timeZone: 'UTC', demo: true },
      ...{ ownerEmail: `${slug}@example.test`, ownerName: 'Owner', reason },
    });
  }),
  changeOf(
    'containment.edit_rule',
    async ({ operator }) => {
      const [rule] = await listRules(operator);
      if (!rule) throw new Error('There is no rule.');
      return rule;
    },
    ({ operator }, { id, enabled, windowMinutes, threshold, atLeast, actions, minutes }) =>
      editRule(operator, {
        ...{ id, enabled, windowMinutes, threshold, atLeast, actions, minutes, reason },
      }),
  ),
  change('notices.test', ({ operator }) => sendTestNotice(operator)),
];
