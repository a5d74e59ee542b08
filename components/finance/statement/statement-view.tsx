import type { ReactNode } from 'react';
import { Money } from '@/components/console/money';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { formatDateTime } from '@/components/ui/format';
import { Stat, StatGrid } from '@/components/ui/stat';
import type { TenantStatement } from '@/lib/finance/statement/schema';
import { MonthChoice } from './month-choice';
import { monthName } from './month-name';
import { StatementTable } from './statement-table';

interface StatementViewProps {
  data: TenantStatement;
  /** What can be done with it, beside the choice of the month. */
  actions: ReactNode;
  /** Where the requests of a model's usage are, for the platform's people. */
  requestsOf?: (model: string) => string;
}

/** A tenant's month, the same for finance and for the tenant's own people. */
export function StatementView({ data, actions, requestsOf }: StatementViewProps) {
  const { statement } = data;
  const zone = { timeZone: statement.zone };
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center gap-2">
        <MonthChoice month={statement.month} months={data.months} />
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
          </span>
        }
        description={`${formatDateTime(statement.from, zone)} to ${formatDateTime(statement.until, zone)}, ${statement.zone}. What is booked after the end of a month is on the statement of the month in which it is booked.`}
      >
        <StatementTable statement={statement} requestsOf={requestsOf} />
      </Card>
    </>
  );
}
