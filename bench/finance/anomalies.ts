import { judgeDays } from '@/lib/finance/anomalies/judge-days';
import { type Episode, toEpisodes } from '@/lib/finance/anomalies/to-episodes';
import { atLeast, atMost, type BenchReport } from '../support/report';
import { generateUsage, type Planted, plant, TENANTS } from './seasonal-usage';

const MONTHS = 12;

/**
 * Forty anomalies in twelve months of twenty tenants, which are not told to the detector. One is found when an episode in its
 * direction begins within its first week; every other episode is a false alarm. For `run` of the finance benchmark.
 */
export function measureAnomalies(seed = 8): Pick<BenchReport, 'results' | 'targets'> {
  const { tenants, planted } = plant(generateUsage(seed), seed + 1);
  const episodes = tenants.map(({ first, cost }) =>
    toEpisodes(judgeDays({ first, values: cost.map(Number) })),
  );
  const found = planted.filter((one) => (episodes[one.tenant] ?? []).some((e) => isOf(e, one)));
  const alarms = episodes.flatMap((own, tenant) =>
    own
      .filter((e) => !planted.some((one) => one.tenant === tenant && isOf(e, one)))
      .map(({ from }) => ({ tenant, month: Math.min(MONTHS - 1, Math.floor(from / 30.4)) })),
  );
  const most = Math.max(
    0,
    ...alarms.map((a) => alarms.filter((b) => a.tenant === b.tenant && a.month === b.month).length),
  );
  const kinds = [...new Set(planted.map(({ kind }) => kind))];
  return {
    results: kinds.map((kind) => ({
      kind,
      planted: planted.filter((one) => one.kind === kind).length,
      found: found.filter((one) => one.kind === kind).length,
      false_alarms_of_all: alarms.length,
      false_alarms_per_tenant_and_month: alarms.length / (TENANTS * MONTHS),
    })),
    targets: [
      atLeast('anomalies found', found.length / planted.length, 0.9),
      atMost('false alarms of any tenant in any month', most, 1),
    ],
  };
}

function isOf(episode: Episode, { from, to, more }: Planted): boolean {
  const late = Math.min(to, from + 7);
  return episode.more === more && episode.from <= late && episode.to >= from;
}
