import { fillTenant } from '@/e2e/support/fill-tenant';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { runOperation } from '@/e2e/support/run-operation';
import { remainsOf } from '@/e2e/support/tenant-remains';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import type { PlatformContext } from '@/lib/tenancy/context';
import { atMost, type BenchReport, newReport, percentile, round } from './report';

const SIZES = [1_000, 10_000];
const LIMIT_SECONDS = 60;

export async function measureErase(name: string, args: string[]): Promise<BenchReport> {
  const given = args.indexOf('--rounds');
  const rounds = given < 0 ? 3 : Number(args[given + 1]);
  const report = newReport(
    name,
    SIZES.map((size) => `${size} chunks`),
  );
  const operator = await makePlatformPerson('operator');
  const took = new Map<number, number[]>(SIZES.map((size) => [size, []]));
  for (let round = 0; round < rounds; round++)
    for (const size of SIZES) took.get(size)?.push(await eraseOne(operator, size));
  for (const [chunks, seconds] of took)
    report.results.push({
      chunks,
      'seconds P50': round(percentile(seconds, 0.5)),
      'seconds most': round(Math.max(...seconds)),
    });
  const longest = Math.max(...(took.get(10_000) ?? [Number.POSITIVE_INFINITY]));
  report.targets.push(atMost('seconds to erase 10,000 chunks', round(longest), LIMIT_SECONDS));
  return report;
}

/** Seconds from the request until no row and no file is left; throws when anything is. */
async function eraseOne(operator: PlatformContext, chunks: number): Promise<number> {
  const tenant = await makeTenant('enterprise');
  const { tenantId } = tenant.ctx;
  await fillTenant(tenant, chunks);
  const from = performance.now();
  const id = await requestErase(operator, {
    tenantId,
    confirmation: tenant.slug,
    reason: 'The contract ended',
  });
  const state = await runOperation(operator, id);
  const seconds = (performance.now() - from) / 1000;
  const left = await remainsOf(tenantId);
  if (state !== 'gone' || left.length > 0)
    throw new Error(`Left after the erasure (${state}): ${left.join(', ')}`);
  return seconds;
}
