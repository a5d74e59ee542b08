import { Money } from '@/components/console/money';
import { planName } from '@/components/console/status-badges';
import { Badge } from '@/components/ui/badge';
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { PlansView } from '@/lib/plan-changes/schema';
import { ChangePlanDialog } from './change-plan-dialog';
import { PLAN_ROWS, rowLabel, rowValue } from './plan-words';

interface PlanComparisonProps {
  slug: string;
  view: PlansView;
  /** Whether the reader may change it. */
  changes: boolean;
}

/** The plans side by side, each with the way to it. */
export function PlanComparison({ slug, view, changes }: PlanComparisonProps) {
  return (
    <Table label="Plans side by side" bare>
      <TableHeader>
        <TableRow>
          <TableHead>
            <span className="sr-only">What</span>
          </TableHead>
          {view.plans.map(({ plan }) => (
            <TableHead key={plan} className="min-w-36 py-2 align-top">
              <span className="flex flex-wrap items-center gap-2 text-ink text-sm">
                {planName(plan)}
                {plan === view.current && <Badge tone="success">Yours</Badge>}
              </span>
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        <TableRow>
          <RowHead>Fee a month</RowHead>
          {view.plans.map(({ plan, terms }) => (
            <TableCell key={plan} className="tabular font-medium">
              <Money nano={terms.feeNano} />
            </TableCell>
          ))}
        </TableRow>
        <TableRow>
          <RowHead>Usage in the fee</RowHead>
          {view.plans.map(({ plan, terms }) => (
            <TableCell key={plan} className="tabular">
              <Money nano={terms.includedNano} />
            </TableCell>
          ))}
        </TableRow>
        {PLAN_ROWS.map((row) => (
          <TableRow key={row}>
            <RowHead>{rowLabel(row)}</RowHead>
            {view.plans.map(({ plan, limits }) => (
              <TableCell key={plan} className="tabular">
                {rowValue(row, limits)}
              </TableCell>
            ))}
          </TableRow>
        ))}
        <TableRow>
          <RowHead>People</RowHead>
          {view.plans.map(({ plan }) => (
            <TableCell key={plan}>no limit</TableCell>
          ))}
        </TableRow>
        {changes && (
          <TableRow>
            <RowHead>Change</RowHead>
            {view.plans.map(({ plan, quote }) => (
              <TableCell key={plan}>
                {quote ? (
                  <ChangePlanDialog
                    slug={slug}
                    to={plan}
                    version={view.version}
                    timeZone={view.timeZone}
                    quote={quote}
                    scheduled={view.scheduled?.to === plan}
                  />
                ) : (
                  <span className="text-ink-faint">The plan in force</span>
                )}
              </TableCell>
            ))}
          </TableRow>
        )}
      </TableBody>
    </Table>
  );
}

function RowHead({ children }: { children: string }) {
  return (
    <TableHead scope="row" className="whitespace-normal py-2 font-normal">
      {children}
    </TableHead>
  );
}
