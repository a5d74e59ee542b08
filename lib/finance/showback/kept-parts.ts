import { entryColumns, SUM_COLUMNS, USAGE } from './entry-columns';
import type { SplitSpan } from './spans';

/** Which of the kept sums answer a question: by account; by feature, model and account; by who asked; by a tag. */
export type Cut = 'all' | 'use' | 'who' | 'tag';

/** Gives a value the name of the next parameter. */
export type Bind = (value: unknown) => string;

/**
 * Common table expressions that end with `part`: of the days in which nothing waits what is kept, whole months at once; of the
 * others the ledger's entries. In one statement, so that nothing is missing or counted twice while entries are written and
 * folded.
 */
export function keptParts(
  cut: Cut,
  span: SplitSpan,
  { bind, tag, ofTenants }: { bind: Bind; tag: string; ofTenants: (table: string) => string },
): string {
  const [from, to] = [`${bind(span.from)}::date`, `${bind(span.to)}::date`];
  const months = `${bind(span.months)}::date[]`;
  const [before, after] = [`${bind(span.monthsFrom)}::date - 1`, `${bind(span.monthsUntil)}::date`];
  const cuts = `${bind(cut === 'tag' ? ['all', 'tag'] : [cut])}::text[]`;
  const day = `r.cut = any (${cuts}) and r.grain = 'day'
      and (r.bucket between ${from} and ${before} or r.bucket between ${after} and ${to})`;
  const month = `r.cut = any (${cuts}) and r.grain = 'month' and r.bucket = any (${months})`;
  // Next to all days and months nobody waits in: of those no row is looked up.
  const waitDays = 'array(select distinct w.day from waits w)';
  const waitMonths = 'array(select distinct m.month from wait_months m)';
  const ofDay = `not exists (select from waits w where w.tenant_id = r.tenant_id and w.day = r.bucket)`;
  return `waits as materialized (
    select w.tenant_id, w.day from ledger_touch w where w.day between ${from} and ${to} and ${ofTenants('w')}
    union
    select w.tenant_id, d.at::date from rollup_touch w cross join lateral generate_series(
      date_trunc('day', w.bucket at time zone 'UTC'), date_trunc('day', w.bucket at time zone 'UTC')
        + case w.grain when 'day' then interval '1 day' else interval '0' end, interval '1 day') d (at)
    -- Days that wait for their end are folded already, but those of times of which no finer sums are made.
    where d.at::date between ${from} and ${to} and (w.grain = 'minute' or w.bucket < now() - interval '398 days')
      and ${ofTenants('w')}
  ), wait_months as materialized (
    select distinct w.tenant_id, date_trunc('month', w.day)::date as month from waits w
  ), kept as (
    select r.* from ledger_rollup r where ${month} and r.bucket <> all (${waitMonths}) and ${ofTenants('r')}
    union all
    select r.* from ledger_rollup r where ${month} and r.bucket = any (${waitMonths}) and ${ofTenants('r')}
      and not exists (select from wait_months m where m.tenant_id = r.tenant_id and m.month = r.bucket)
    union all
    select r.* from ledger_rollup r where ${day} and r.bucket <> all (${waitDays}) and ${ofTenants('r')}
    union all
    select r.* from ledger_rollup r where ${day} and r.bucket = any (${waitDays}) and ${ofTenants('r')} and ${ofDay}
    union all
    select r.* from wait_months m join ledger_rollup r on r.tenant_id = m.tenant_id and r.cut = any (${cuts})
      and r.grain = 'day' and r.bucket >= m.month and r.bucket < (m.month + interval '1 month')::date
    where m.month = any (${months}) and ${ofTenants('r')} and ${ofDay}
  ), part as (
    ${ofCut(cut, tag)}
    union all
    -- A tenant's day at a time, by the index of tenant and time; without the offset its whole ledger is looked at, and without
    -- the span's own times, each of its partitions is asked each time.
    select f.* from waits w cross join lateral (
      select ${entryColumns(tag)} from ledger_entry l where l.tenant_id = w.tenant_id
        and l.at >= w.day::timestamp at time zone 'UTC' and l.at < (w.day + 1)::timestamp at time zone 'UTC'
        and l.at >= ${from}::timestamp at time zone 'UTC' and l.at < (${to} + 1)::timestamp at time zone 'UTC' and ${USAGE}
      offset 0) f
  )`;
}

/** What does not have the tag is all less what has it. */
function ofCut(cut: Cut, tag: string): string {
  if (cut !== 'tag') return signed('1', `''`);
  const tagged = `where k.cut = 'tag' and k.tag = ${tag}`;
  return `${signed('1', 'k.value')} ${tagged} union all ${signed('1', `''`)} where k.cut = 'all'
    union all ${signed('-1', `''`)} ${tagged}`;
}

function signed(sign: '1' | '-1', value: string): string {
  return `select k.tenant_id, k.bucket, k.feature, k.model, k.account, k.who, ${value} as value,
    ${SUM_COLUMNS.map((sum) => `${sign} * k.${sum} as ${sum}`).join(', ')} from kept k`;
}
