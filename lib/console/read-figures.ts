import type { PlatformSql } from '@/lib/db/platform-sql';
import { CUSTOMERS } from './customers';
import type { TimeRange } from './range/schema';
import type { Figures } from './schema';

interface RequestFigures {
  tenant_id: string | null;
  requests: number;
  errors: number;
  refusals: number;
  stopped: number;
  latency: number[] | null;
  first_token: number | null;
}

interface LedgerFigures {
  tenant_id: string | null;
  tokens: number;
  cost: string;
  price: string;
}

/** One tenant, a canary too; without one, those that are somebody's. */
const OF_TENANT = `(tenant_id = $3 or $3::uuid is null and tenant_id in ${CUSTOMERS})`;

const NOTHING: Figures = {
  requests: 0,
  errors: 0,
  refusals: 0,
  stopped: 0,
  latencyP50: null,
  latencyP95: null,
  latencyP99: null,
  firstTokenP95: null,
  tokens: 0,
  costNano: '0',
  priceNano: '0',
};

/**
 * What happened in the range, by tenant and over all of them in one reading, so that the rows add up
 * to the total. Counts and times come from the requests that began in it (percentiles with linear
 * interpolation, refused requests left out), tokens and money from the ledger rows written in it.
 */
export async function readFigures(
  sql: PlatformSql,
  range: TimeRange,
  tenantId?: string,
): Promise<{ byTenant: Map<string, Figures>; totals: Figures }> {
  const params = [range.from, range.to, tenantId ?? null];
  const requests = await sql<RequestFigures>(
    `select tenant_id, count(*)::int as requests,
       count(*) filter (where outcome = 'error')::int as errors,
       count(*) filter (where outcome = 'refused')::int as refusals,
       count(*) filter (where outcome = 'stopped')::int as stopped,
       percentile_cont(array[0.5, 0.95, 0.99]) within group (order by latency_ms)
         filter (where outcome <> 'refused') as latency,
       percentile_cont(0.95) within group (order by first_token_ms) as first_token
     from request
     where started_at >= $1 and started_at < $2 and ${OF_TENANT}
     group by grouping sets ((tenant_id), ())`,
    params,
  );
  const ledger = await sql<LedgerFigures>(
    `select tenant_id, coalesce(sum(cost_nano), 0)::text as cost, coalesce(sum(price_nano), 0)::text as price,
       coalesce(sum(input_tokens + output_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens), 0)::float8 as tokens
     from ledger_entry
     where at >= $1 and at < $2 and ${OF_TENANT}
     group by grouping sets ((tenant_id), ())`,
    params,
  );
  const all = new Map<string, Figures>();
  const at = (id: string | null) => all.get(id ?? '') ?? NOTHING;
  for (const row of requests) {
    all.set(row.tenant_id ?? '', {
      ...at(row.tenant_id),
      requests: row.requests,
      errors: row.errors,
      refusals: row.refusals,
      stopped: row.stopped,
      latencyP50: row.latency?.[0] ?? null,
      latencyP95: row.latency?.[1] ?? null,
      latencyP99: row.latency?.[2] ?? null,
      firstTokenP95: row.first_token,
    });
  }
  for (const row of ledger) {
    all.set(row.tenant_id ?? '', {
      ...at(row.tenant_id),
      tokens: row.tokens,
      costNano: row.cost,
      priceNano: row.price,
    });
  }
  const totals = at(null);
  all.delete('');
  return { byTenant: all, totals };
}

export function figuresOf(byTenant: Map<string, Figures>, tenantId: string): Figures {
  return byTenant.get(tenantId) ?? NOTHING;
}
