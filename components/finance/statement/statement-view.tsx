import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Money } from '@/components/console/money';
import { Badge } from '@/components/ui/badge';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
import { formatDateTime } from '@/components/ui/format';
import { Stat, StatGrid } from '@/components/ui/stat';
import { CsvLink } from '@/components/usage/csv-link';
import type { StatementLine, TenantStatement } from '@/lib/finance/statement/schema';
import { CreditNotesCard } from '../chargeback/credit-notes-card';
import { SettlementCard } from '../chargeback/settlement-card';
import type { LineLink } from './line-links';
import { MonthChoice } from './month-choice';
import { monthName } from './month-name';
import { StatementTable } from './statement-table';

interface StatementViewProps {
  data: TenantStatement;
  /** Where the month is as a file; the address ends in its query. */
  fileOf: (format: 'pdf' | 'csv') => string;
  /** What can be done with it, beside the choice of the month and its files. */
  actions?: ReactNode;
  /** Where a line comes from, for the platform's people. */
  linksOf?: (line: StatementLine) => LineLink[];
}

/** A tenant's month, the same for finance and for the tenant's own people. */
export function StatementView({ data, fileOf, actions, linksOf }: StatementViewProps) {
  const { statement } = data;
  const zone = { timeZone: statement.zone };
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center gap-2">
        <MonthChoice month={statement.month} months={data.months} />
        <CsvLink href={fileOf('csv')} />
        <a href={fileOf('pdf')} download className={buttonVariants({ size: 'sm' })}>
          <Download aria-hidden /> PDF
        </a>
        {actions}
      </div>
      <StatGrid className="mb-6">
        <Stat label="Total" value={<Money nano={statement.totalNano} />} />
        <Stat label="Fees" value={<Money nano={statement.sums.fee} />} />
        <Stat label="Usage" value={<Money nano={statement.sums.usage} />} />
        <Stat
          label="Overage"
          value={<Money nano={statement.overageNano} />}
          hint="Beyond what the fee includes"
        />
      </StatGrid>
      <Card
        flush
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            {monthName(statement.month)}
            {statement.open && <Badge tone="info">not over yet</Badge>}
            {!statement.open && !statement.issued && <Badge tone="info">not closed</Badge>}
            {statement.issued && <Badge tone="success">{statement.issued.number}</Badge>}
          </span>
        }
        description={`${formatDateTime(statement.from, zone)} to ${formatDateTime(statement.until, zone)}, ${statement.zone}. What is booked after the end of a month is on the statement of the month in which it is booked.`}
      >
        <StatementTable statement={statement} linksOf={linksOf} />
      </Card>
      <SettlementCard statement={statement} />
      {statement.issued && statement.settlement && (
        <CreditNotesCard
          notes={statement.issued.creditNotes}
          currency={statement.settlement.terms.currency}
          dueMinor={statement.settlement.dueMinor}
          zone={statement.zone}
          fileOf={(format, note) => `${fileOf(format)}&note=${note}`}
        />
      )}
    </>
  );
}
