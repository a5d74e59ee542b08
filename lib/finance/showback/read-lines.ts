import type { PlatformSql } from '@/lib/db/platform-sql';
import { SUM_COLUMNS } from './entry-columns';
import { type Asked, keyedSums } from './keyed-sums';
import type { DaySpan, ShowbackSums } from './schema';

export interface KeyedLine extends ShowbackSums {
  key: string;
  /** The tenant of a person or key. */
  owner: string | null;
}

interface StoredLine {
  total: boolean;
  key: string;
  owner: string | null;
  /** Of all keys, and of those that are people. */
  lines: number;
  people: number;
  people_cost: string;
  people_price: string;
  entries: number;
  calls: number;
  requests: number;
  input_tokens: number;
  output_tokens: number;
  cost_nano: string;
  price_nano: string;
}

export interface Lines {
  lines: KeyedLine[];
  /** Of all keys, also of those that were not asked for. */
  count: number;
  /** Keys that are people, and what these came to. Nano-dollars. */
  people: number;
  ofPeople: { costNano: string; priceNano: string };
  total: ShowbackSums;
}

/** Which keys: a page of them, or those named. By default all. */
export interface Which {
  limit?: number;
  offset?: number;
  keys?: readonly string[];
}

const OUT = SUM_COLUMNS.map((sum) =>
  sum.endsWith('_nano')
    ? `coalesce(sum(k.${sum}), 0)::text as ${sum}`
    : `coalesce(sum(k.${sum}), 0)::float8 as ${sum}`,
).join(', ');

const PERSON = "k.key like 'user:%'";

/** The sums of a span by key, the dearest first (by day and month the latest), and those of all keys together. */
export async function readLines(
  sql: PlatformSql,
  asked: Asked,
  span: DaySpan,
  { limit, offset = 0, keys }: Which = {},
): Promise<Lines> {
  // Hundreds of thousands of sums are grouped: with less, they go by way of the disk.
  await sql("select set_config('work_mem', '64MB', true)");
  const params: unknown[] = [];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const keyed = keyedSums(asked, span, bind);
  const order =
    asked.by === 'day' || asked.by === 'month' ? 'k.key desc' : 'k.price_nano desc, k.key';
  const stored = await sql<StoredLine>(
    `${keyed}, chosen as (
       select row_number() over (order by ${order}) as place, k.* from keyed k
       ${keys ? `where k.key = any (${bind(keys)}::text[])` : ''}
       order by ${order} limit ${bind(limit ?? null)}::bigint offset ${bind(offset)}::bigint
     )
     select false as total, k.key, k.owner, k.place, 0 as lines, 0 as people, '0' as people_cost, '0' as people_price,
       ${OUT} from chosen k group by k.place, k.key, k.owner
     union all
     select true, '', null, 0, count(*)::int, count(*) filter (where ${PERSON})::int,
       coalesce(sum(k.cost_nano) filter (where ${PERSON}), 0)::text,
       coalesce(sum(k.price_nano) filter (where ${PERSON}), 0)::text, ${OUT} from keyed k
     order by total, place`,
    params,
  );
  const total = stored.find((line) => line.total);
  return {
    lines: stored
      .filter((line) => !line.total)
      .map((line) => ({ ...toShowbackSums(line), key: line.key, owner: line.owner })),
    count: total?.lines ?? 0,
    people: total?.people ?? 0,
    ofPeople: { costNano: total?.people_cost ?? '0', priceNano: total?.people_price ?? '0' },
    total: toShowbackSums(total),
  };
}

/** Without a line, of nothing. */
export function toShowbackSums(line: StoredLine | undefined): ShowbackSums {
  const [cost, price] = [line?.cost_nano ?? '0', line?.price_nano ?? '0'];
  return {
    entries: line?.entries ?? 0,
    calls: line?.calls ?? 0,
    requests: line?.requests ?? 0,
    inputTokens: line?.input_tokens ?? 0,
    outputTokens: line?.output_tokens ?? 0,
    costNano: cost,
    priceNano: price,
    marginNano: (BigInt(price) - BigInt(cost)).toString(),
  };
}
