import { clock } from '@/lib/clock';
import { readComparison } from '@/lib/console/compare/read-comparison';
import { readFleet } from '@/lib/console/fleet/read-fleet';
import { readLimitEvents } from '@/lib/console/limit-events/read-limit-events';
import { readNeighbours } from '@/lib/console/neighbours/read-neighbours';
import { listObjectives } from '@/lib/console/objectives/queries';
import { PRESETS, parseRange } from '@/lib/console/range/schema';
import { readTenant } from '@/lib/console/read-tenant';
import { readTrace } from '@/lib/console/read-trace';
import type { PlatformContext } from '@/lib/tenancy/context';

export interface MeasuredView {
  name: string;
  read: () => Promise<unknown>;
}

/** Every view of the console over every preset of its range: of all tenants, of the busiest and of one in the middle. */
export function everyView(
  operator: PlatformContext,
  tenants: readonly string[],
  requestId: string,
): MeasuredView[] {
  const [busiest = ''] = tenants;
  const middle = tenants[Math.floor(tenants.length / 2)] ?? '';
  const at = (range: string) => parseRange({ range }, clock().now());
  return [
    ...PRESETS.flatMap((range): MeasuredView[] => [
      { name: `fleet ${range}`, read: () => readFleet(operator, at(range)) },
      {
        name: `fleet ${range} by P95`,
        read: () => readFleet(operator, at(range), { sort: '-p95', page: 2 }),
      },
      {
        name: `neighbours ${range}`,
        read: () =>
          readNeighbours(operator, at(range), { tenant: middle, holder: busiest, sort: 'waited' }),
      },
      ...[busiest, middle].flatMap((tenantId, place): MeasuredView[] => {
        const whose = place === 0 ? 'busiest' : 'middle';
        const filter = { a: tenantId, with: 'before' as const };
        return [
          { name: `${whose} ${range}`, read: () => readTenant(operator, tenantId, at(range), {}) },
          {
            name: `limits of ${whose} ${range}`,
            read: () => readLimitEvents(operator, tenantId, at(range)),
          },
          {
            name: `${whose} compared ${range}`,
            read: () => readComparison(operator, at(range), filter),
          },
        ];
      }),
    ]),
    { name: 'objectives', read: () => listObjectives(operator) },
    { name: 'trace', read: () => readTrace(operator, busiest, requestId) },
  ];
}
