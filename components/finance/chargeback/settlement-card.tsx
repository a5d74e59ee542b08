import type { ReactNode } from 'react';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { exactRate, percent, TAX_WORDS } from '@/lib/finance/chargeback/facts';
import type { Statement } from '@/lib/finance/statement/schema';
import { moneyIn } from './money-in';

/** What the total comes to in the tenant's currency, for whom, with which tax and rate. */
export function SettlementCard({ statement }: { statement: Statement }) {
  const { settlement, wantedRate, issued } = statement;
  if (!settlement)
    return (
      <Alert
        kind="warn"
        className="mt-6"
        title="No exchange rate"
        text={`No rate of ${wantedRate} is in force in this month, so that it cannot be closed.`}
      />
    );
  const { terms, rate } = settlement;
  const rows: [string, ReactNode][] = [
    [
      'Billed to',
      <span key="to" className="whitespace-pre-line">
        {[terms.legalName, terms.address].filter(Boolean).join('\n')}
      </span>,
    ],
    ['Tax id', terms.taxId],
    ['Place of supply', terms.place],
    ['Tax', `${TAX_WORDS[terms.taxCategory]} (${terms.taxCategory}), ${percent(terms.taxBp)}%`],
    [
      'Exchange rate',
      rate &&
        `1 USD = ${exactRate(rate.rateNano)} ${terms.currency}, from ${rate.validFrom}, ${rate.source} (version ${rate.version})`,
    ],
    ['Net', moneyIn(settlement.netMinor, terms.currency)],
    ['Tax amount', moneyIn(settlement.taxMinor, terms.currency)],
  ];
  return (
    <Card
      className="mt-6"
      title={issued ? 'What is due' : 'What would be due'}
      description="Lines are exact; what is due and the tax are each rounded once, at the end."
    >
      <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[10rem_minmax(0,1fr)]">
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-soft">{name}</dt>
              <dd className="tabular min-w-0 break-words">{value}</dd>
            </div>
          ))}
        <dt className="font-semibold">Due</dt>
        <dd className="tabular font-semibold">{moneyIn(settlement.dueMinor, terms.currency)}</dd>
      </dl>
    </Card>
  );
}
