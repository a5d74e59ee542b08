import { parseArgs } from 'node:util';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { clock } from '@/lib/clock';
import { readFleet } from '@/lib/console/fleet/read-fleet';
import type { FleetRow } from '@/lib/console/fleet/schema';
import { parseRange } from '@/lib/console/range/schema';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { forgetTenant } from '@/lib/tenant-caches';
import { atMost, type BenchReport, newReport, percentile, round } from '../report';
import { evidenceViews } from './evidence-views';
import { fillAudit } from './fill-audit';
import { exactPercentiles, fillStore, someRequest } from './fill-store';
import { liveCost } from './live-cost';
import { operationsViews } from './operations-views';
import { everyView } from './views';

export async function measureConsole(name: string, args: string[]): Promise<BenchReport> {
  const { values } = parseArgs({
    args,
    options: {
      tenants: { type: 'string', default: '1000' },
      requests: { type: 'string', default: '10000000' },
      entries: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '120' },
    },
  });
  const report = newReport(name, ['each view anew']);
  const store = await fillStore(Number(values.tenants), Number(values.requests));
  report.results.push({
    measured: 'store',
    tenants: store.tenants.length,
    requests: Number(values.requests),
    fillSeconds: round(store.fillSeconds, 1),
    foldSeconds: round(store.foldSeconds, 1),
  });
  const audit = await fillAudit(store.tenants, Number(values.entries));
  report.results.push({
    measured: 'audit log',
    entries: Number(values.entries),
    fillSeconds: round(audit.seconds, 1),
  });
  const operator = await makePlatformPerson('operator');
  const views = [
    ...everyView(operator, store.tenants, await someRequest(store.tenants[0] ?? '')),
    ...evidenceViews(operator, store.tenants, audit),
    ...operationsViews(operator),
  ];
  let slowest = 0;
  for (const { name: view, read } of views) {
    const times: number[] = [];
    for (let n = 0; n < Number(values.rounds); n += 1) {
      // No reading of before serves.
      forgetTenant(newId());
      const from = performance.now();
      await read();
      times.push(performance.now() - from);
    }
    const p95 = percentile(times, 0.95);
    slowest = Math.max(slowest, p95);
    report.results.push({
      measured: view,
      msP50: round(percentile(times, 0.5), 1),
      msP95: round(p95, 1),
    });
  }
  report.targets.push(atMost('slowest_view_ms_p95', round(slowest, 1), 1000));
  const error = await worstError(operator);
  report.results.push({
    measured: 'percentiles',
    tenants: error.tenants,
    worst: round(error.worst, 4),
  });
  report.targets.push(atMost('percentile_error', round(error.worst, 4), 0.01));
  const live = await liveCost(Number(values.seconds));
  report.results.push({ measured: 'live fleets', ...live, share: round(live.share, 4) });
  report.targets.push(atMost('live_share_of_a_core', round(live.share, 4), 0.02));
  return report;
}

/** How far a percentile of any shown tenant is from that of its rows, over the seven days' view. */
async function worstError(operator: PlatformContext): Promise<{ tenants: number; worst: number }> {
  const range = parseRange({ range: '7d' }, clock().now());
  const { rows, span } = await readFleet(operator, range, { sort: '-requests' });
  const exact = await exactPercentiles(
    rows.map(({ id }) => id),
    span.from,
    span.to,
  );
  const worst = exact.map(({ tenantId, p50, p95, p99 }) => {
    const row = rows.find(({ id }) => id === tenantId);
    const off = (of: keyof FleetRow & `latency${string}`, want: number) =>
      Math.abs((row?.[of] ?? Number.POSITIVE_INFINITY) - want) / want;
    return Math.max(off('latencyP50', p50), off('latencyP95', p95), off('latencyP99', p99));
  });
  return { tenants: exact.length, worst: Math.max(...worst) };
}
