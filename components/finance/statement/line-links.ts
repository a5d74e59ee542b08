import { modelName, planName } from '@/components/console/status-badges';
import { formatCount } from '@/components/ui/format';
import type { LineSources, Statement, StatementLine } from '@/lib/finance/statement/schema';
import { daysOfMonth, ledgerHref } from '../showback/ledger-href';
import { monthName } from './month-name';

/** Where a line comes from; without an address it is said alone. */
export interface LineLink {
  words: string;
  href?: string;
  /** A file rather than a page. */
  file?: true;
}

interface About {
  tenantId: string;
  statement: Statement;
  sources: LineSources;
  /** Where the tenant's policy is, for whom may see it. */
  policyHref: string | undefined;
}

/** What a line of a statement is made of: rows of the ledger, or what finance and operators set, with their versions. */
export function lineLinks(line: StatementLine, about: About): LineLink[] {
  const { tenantId, statement, sources, policyHref } = about;
  switch (line.kind) {
    case 'fee':
      return priceLinks([line.label], sources);
    case 'included':
      return priceLinks(Object.keys(sources.prices), sources);
    case 'usage':
      return [
        {
          words: 'Its requests (CSV)',
          href: `/api/console/forensics.csv?tenant=${tenantId}&month=${statement.month}&line=${encodeURIComponent(line.label)}`,
          file: true,
        },
      ];
    case 'addon': {
      const version = sources.policies[line.source ?? ''];
      if (version === undefined) return [];
      return [{ words: `Policy version ${version}`, ...(policyHref && { href: policyHref }) }];
    }
    case 'discount': {
      const terms = statement.settlement?.terms.version;
      return terms ? [{ words: `Billing terms, version ${terms}` }] : [];
    }
    case 'late':
      return lateLinks(line.label, tenantId, sources);
    case 'correction':
      return [
        { words: 'Corrections that were booked', href: correctionsHref(tenantId, statement) },
      ];
    case 'adjustment': {
      const day = sources.booked[line.source ?? ''];
      if (!day || !line.source) return [];
      const only = { tenant: tenantId, usage: null, entry: line.source };
      return [{ words: 'Its ledger row', href: ledgerHref({}, { from: day, to: day }, only) }];
    }
    default:
      return [];
  }
}

function priceLinks(plans: readonly string[], { prices }: LineSources): LineLink[] {
  return plans.flatMap((plan) => {
    const version = prices[plan];
    if (version === undefined) return [];
    const words = `Price version ${version}, plan ${planName(plan)}`;
    return [{ words, href: `/finance/prices/${version}` }];
  });
}

/** The ledger's rows of the models of which calls arrived late: which of them did nothing tells. */
function lateLinks(month: string, tenantId: string, { late }: LineSources): LineLink[] {
  return (late[month] ?? []).map(({ model, calls }) => ({
    words: `Ledger rows of ${monthName(month)}, ${modelName(model)}: ${formatCount(calls)} of the calls`,
    href: ledgerHref({}, daysOfMonth(month), { tenant: tenantId, model }),
  }));
}

/** Of all days (UTC) on which the month was somewhere. */
function correctionsHref(tenantId: string, { from, until }: Statement): string {
  const last = new Date(Date.parse(until) - 1).toISOString().slice(0, 10);
  const days = { from: from.slice(0, 10), to: last };
  return ledgerHref({}, days, { tenant: tenantId, usage: 'corrections' });
}
