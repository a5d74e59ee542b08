'use client';

import { CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react';
import { Money } from '@/components/console/money';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import { Time } from '@/components/ui/time';
import type { BooksCheck } from '@/lib/finance/schema';
import { ReconciledRow } from './reconciled-row';
import { monthName } from './statement/month-name';

interface BooksBadgeProps {
  checks: readonly BooksCheck[];
  /** `row` fills a column's width, `sign` is the sign alone, `aged` says how long ago it was checked too. */
  form?: 'row' | 'sign' | 'aged';
}

/** What the standing check says of this month and the last; opens to when it looked and which tenants differ. */
export function BooksBadge({ checks, form = 'row' }: BooksBadgeProps) {
  const sign = form === 'sign';
  const [latest] = checks;
  const { Icon, words, tone } = stateOf(checks);
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button
          size="sm"
          variant={sign ? 'ghost' : 'secondary'}
          className={form === 'row' ? `w-full justify-start ${tone}` : tone}
          aria-label={sign ? words : undefined}
        >
          <Icon aria-hidden /> {!sign && words}
          {form === 'aged' && latest && (
            <Time value={latest.at} className="font-normal text-ink-soft" />
          )}
        </Button>
      </PopoverTrigger>
      <PopoverContent
        align={form === 'row' ? 'start' : 'end'}
        aria-label="The books"
        className="max-h-[70dvh] w-96 max-w-[calc(100vw-2rem)] overflow-y-auto"
      >
        <p className="text-[0.8125rem] text-ink-soft leading-relaxed">
          Each minute the ledger is compared with budget counters, requests, what the portal, the
          console and finance show and the statements that were issued, tenant by tenant, and with
          every export of whole days: price with price, cost with cost. No call may take more than
          the upper bound that was held for it.
        </p>
        {checks.length === 0 && <p className="mt-3 font-medium">No check has run yet.</p>}
        {checks.map((check) => (
          <MonthOf key={check.month} check={check} />
        ))}
      </PopoverContent>
    </Popover>
  );
}

function MonthOf({ check }: { check: BooksCheck }) {
  const { differing, exceeded, tenantCount } = check;
  return (
    <section className="mt-3 border-line border-t pt-3">
      <h2 className="flex justify-between gap-3 font-medium">
        {monthName(check.month)} <Money nano={check.ledgerNano} />
      </h2>
      <p className={differing.length > 0 ? 'text-danger' : 'text-ink-soft'}>
        {differing.length > 0
          ? `${formatCount(differing.length)} of ${formatCount(tenantCount)} tenants differ.`
          : `The difference is $0 and 0 tokens for each of ${formatCount(tenantCount)} tenants.`}
      </p>
      <ExportsOf check={check} />
      <p className={check.stale ? 'text-warn' : 'text-ink-soft'}>
        Checked <Time value={check.at} />
      </p>
      {exceeded > 0 && (
        <p className="text-danger">
          {exceeded === 1 ? '1 call' : `${formatCount(exceeded)} calls`} took more than the upper
          bound that was held, and operators were alerted. It was charged as it was.
        </p>
      )}
      {differing.length > 0 && (
        <ul className="mt-2 space-y-3">
          {differing.map((row) => (
            <ReconciledRow key={row.id} row={row} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** Files that were given out, beside the ledger of their days. */
function ExportsOf({ check }: { check: BooksCheck }) {
  const { exports, exportsDiffering, exportsStale } = check;
  if (exportsStale && exportsDiffering.length === 0)
    return <p className="text-warn">Its exports were not compared lately.</p>;
  if (exports === 0) return null;
  const files = exports === 1 ? '1 export' : `${formatCount(exports)} exports`;
  if (exportsDiffering.length === 0)
    return <p className="text-ink-soft">The difference to {files} is $0.</p>;
  return (
    <ul className="text-danger">
      {exportsDiffering.map(({ id, dataset, from, to, measure, fileNano, ledgerNano }) => (
        <li key={`${id} ${measure}`}>
          The export {dataset} of {from} to {to} says a {measure} of <Money nano={fileNano} />, the{' '}
          {dataset === 'journal' && measure === 'price' ? 'statements' : 'ledger'}{' '}
          <Money nano={ledgerNano} />. One that is written anew takes its place.
        </li>
      ))}
    </ul>
  );
}

function stateOf(checks: readonly BooksCheck[]) {
  if (
    checks.some(({ differing, exportsDiffering }) => differing.length + exportsDiffering.length > 0)
  )
    return { Icon: TriangleAlert, words: 'Books differ', tone: 'text-danger' };
  if (checks.some((check) => check.exceeded > 0))
    return { Icon: TriangleAlert, words: 'A bound was exceeded', tone: 'text-danger' };
  if (checks.length === 0 || checks.some((check) => check.stale))
    return { Icon: CircleHelp, words: 'Books not checked', tone: 'text-warn' };
  if (checks.some((check) => check.exportsStale))
    return { Icon: CircleHelp, words: 'Exports not checked', tone: 'text-warn' };
  return { Icon: CircleCheck, words: 'Books agree', tone: 'text-success' };
}
