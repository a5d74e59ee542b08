import Link from 'next/link';
import { hrefWith, type Params } from '@/components/console/href';
import { Money } from '@/components/console/money';
import { formatDate, NO_VALUE } from '@/components/ui/format';
import { Stat } from '@/components/ui/stat';
import type { LeftOut, ShowbackSums, SpanShared } from '@/lib/finance/showback/schema';
import { monthName } from '../statement/month-name';
import { marginShare } from '../sum-cells';
import { sharedCostsHref } from './shared-cells';

/** The margin of all after shared costs, or that there is none of these days. */
export function SharedStat({
  shared,
  totals,
}: {
  shared: SpanShared | LeftOut;
  totals: ShowbackSums;
}) {
  const label = 'Margin after shared costs';
  if (shared.leftOut !== null)
    return <Stat label={label} value={NO_VALUE} hint="Shared costs are left out" />;
  const { sharedNano, afterSharedNano } = shared;
  return (
    <Stat
      label={label}
      value={<Money nano={afterSharedNano} />}
      hint={
        <>
          {marginShare({ ...totals, marginNano: afterSharedNano })} of price ·{' '}
          <Money nano={sharedNano} /> shared
        </>
      }
    />
  );
}

/** By which rule shared costs are in the report, or why they are not and where they are. */
export function SharedNote({
  shared,
  path,
  params,
}: {
  shared: SpanShared | LeftOut;
  path: string;
  params: Params;
}) {
  return (
    <p className="mb-6 text-[0.8125rem] text-ink-soft">
      <SharedWords shared={shared} path={path} params={params} />
    </p>
  );
}

const LINK = 'text-accent-text underline underline-offset-2';

function SharedWords({
  shared,
  path,
  params,
}: {
  shared: SpanShared | LeftOut;
  path: string;
  params: Params;
}) {
  if (shared.leftOut === null)
    return (
      <>
        With the shared costs (platform, idle capacity, embeddings) of{' '}
        {shared.months.map((month, place) => (
          <span key={month}>
            {place > 0 && ', '}
            <Link href={sharedCostsHref(month)} className={LINK}>
              {monthName(month)}
            </Link>
          </span>
        ))}
        , each tenant’s part as it is there. Of a request, document or person each dollar of cost
        takes the same share of them
        {shared.erased.count > 0 && ', but for the parts of erased tenants'}.
      </>
    );
  if (shared.leftOut === 'filters')
    return 'Shared costs are parts of tenants: with filters by anything else they are left out of margins and unit costs.';
  const { whole } = shared;
  const days = whole
    ? { range: null, from: whole.from, to: whole.to }
    : { range: 'last-month', from: null, to: null };
  return (
    <>
      Shared costs are of whole months (UTC), which these days are not: they are left out of margins
      and unit costs.{' '}
      <Link href={hrefWith(path, params, { ...days, page: null })} className={LINK}>
        {whole ? `Show ${formatDate(whole.from)} to ${formatDate(whole.to)}` : 'Show last month'}
      </Link>
    </>
  );
}
