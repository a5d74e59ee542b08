import { clock } from '@/lib/clock';
import { PRESETS, type Preset, parseRange } from '@/lib/console/range/schema';
import { readAudit } from '@/lib/console/read-audit';
import type { AuditFilter } from '@/lib/console/schema';
import { readInvoiceLine } from '@/lib/forensics/invoice-line';
import { readServedTenants } from '@/lib/forensics/served-tenants';
import { whoSawIn } from '@/lib/forensics/who-saw';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { AuditStore } from './fill-audit';
import type { MeasuredView } from './views';

/** The audit log over every preset of its range, by each of its filters, rare and common; and what forensics looks up. */
export function evidenceViews(
  operator: PlatformContext,
  [busiest = '', ...others]: readonly string[],
  { rare, document }: AuditStore,
): MeasuredView[] {
  const filters: Record<string, AuditFilter> = {
    'all of it': {},
    'the platform’s': { log: 'platform' },
    'a common action': { action: 'answer.create' },
    'a rare action': { action: rare.action },
    'an action that nobody took': { action: 'hold.lift' },
    'a common kind': { object: 'answer' },
    'a rare kind': { object: rare.object },
    'a person': { actor: rare.email },
    'everybody of a kind': { actor: 'worker' },
    nobody: { actor: 'nobody at all' },
    'the busiest': { tenant: busiest },
    'one in the middle': { tenant: others[Math.floor(others.length / 2)] },
    'an object': { id: rare.objectId },
    'no object': { id: rare.requestId },
  };
  const at = (range: Preset) => parseRange({ range }, clock().now());
  const hour = new Date(clock().now() - 3 * 3_600_000).toISOString();
  return [
    ...PRESETS.flatMap((range) =>
      Object.entries(filters).map(([name, filter]) => ({
        name: `audit ${range}, ${name}`,
        read: () => readAudit(operator, at(range), filter),
      })),
    ),
    { name: 'who saw a document', read: () => whoSawIn(operator, busiest, document, at('30d')) },
    {
      name: 'a line of an invoice',
      read: () =>
        readInvoiceLine(operator, {
          ...{ tenantId: busiest, model: 'claude-haiku-5-5' },
          month: new Date(clock().now()).toISOString().slice(0, 7),
        }),
    },
    {
      name: 'whom an account served',
      read: () => readServedTenants(operator, { account: 'platform', hour }),
    },
  ];
}
