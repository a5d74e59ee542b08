'use client';

import { CircleCheck, TriangleAlert } from 'lucide-react';
import { Money } from '@/components/console/money';
import { Button } from '@/components/ui/button';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import type { Reconciliation } from '@/lib/finance/schema';
import { ReconciledRow } from './reconciled-row';
import { monthName } from './statement/month-name';

/** Whether the month's ledger, budgets, requests and rollups say the same; opens to the sums of each tenant. */
export function ReconcileBadge({ reconciliation }: { reconciliation: Reconciliation }) {
  const { agrees, month, tenants } = reconciliation;
  const label = monthName(month);
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
            ? 'Ledger, budget counters, request rows and what pages and files show agree for every tenant: the difference is $0 and 0 tokens.'
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
