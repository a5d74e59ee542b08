'use client';

import { CircleCheck, TriangleAlert } from 'lucide-react';
import { Money } from '@/components/console/money';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import type { ReconciledTenant, Reconciliation } from '@/lib/finance/schema';

/** Whether the month's ledger, budgets and requests say the same; opens to the sums of each tenant. */
export function ReconcileBadge({ reconciliation }: { reconciliation: Reconciliation }) {
  const { agrees, month, tenants } = reconciliation;
  const name = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const label = name.format(new Date(`${month}-01T00:00:00Z`));
  const charged = tenants.filter((row) => row.ledgerNano !== '0' || row.countersNano !== '0');
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button size="sm" className={agrees ? 'text-success' : 'text-danger'}>
          {agrees ? <CircleCheck aria-hidden /> : <TriangleAlert aria-hidden />}
          {agrees ? `${label} reconciles` : `${label} does not reconcile`}
        </Button>
      </PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label="Reconciliation"
        className="max-h-[70dvh] w-96 overflow-y-auto"
      >
        <p className="font-medium">
          Ledger <Money nano={reconciliation.ledgerNano} />
        </p>
        <p className="mt-1 text-ink-soft text-[0.8125rem] leading-relaxed">
          {agrees
            ? 'Ledger, budget counters and request rows agree for every tenant: the difference is $0 and 0 tokens.'
            : 'The places below do not agree. Nothing is corrected by itself.'}
        </p>
        <ul className="mt-3 space-y-3">
          {charged.map((row) => (
            <ReconciledRow key={row.id} row={row} />
          ))}
        </ul>
      </PopoverContent>
    </Popover>
  );
}

function ReconciledRow({ row }: { row: ReconciledTenant }) {
  const lines: [string, string][] = [
    ['Ledger', row.ledgerNano],
    ['Budget counters', row.countersNano],
    ['Requests', row.requestsNano],
  ];
  if (row.unrecordedNano !== '0')
    lines.push(['Calls without a recorded request', row.unrecordedNano]);
  if (row.counterDifferenceNano !== '0')
    lines.push(['Ledger less counters', row.counterDifferenceNano]);
  if (row.requestDifferenceNano !== '0')
    lines.push(['Ledger less requests', row.requestDifferenceNano]);
  return (
    <li>
      <p className="font-medium text-[0.8125rem]">{row.name}</p>
      <dl className="tabular text-[0.8125rem]">
        {lines.map(([label, nano]) => (
          <div key={label} className="flex justify-between gap-3">
            <dt className="text-ink-soft">{label}</dt>
            <dd>
              <Money nano={nano} />
            </dd>
          </div>
        ))}
        {row.counterDifferenceTokens !== '0' && (
          <div className="flex justify-between gap-3">
            <dt className="text-ink-soft">Tokens, ledger less counters</dt>
            <dd>{formatCount(Number(row.counterDifferenceTokens))}</dd>
          </div>
        )}
      </dl>
    </li>
  );
}
