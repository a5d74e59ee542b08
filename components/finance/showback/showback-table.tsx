import { Receipt } from 'lucide-react';
import Link from 'next/link';
import { hrefWith, type Params } from '@/components/console/href';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { Pagination } from '@/components/ui/pagination';
import {
  Table,
  TableBody,
  TableCaption,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ShowbackDimension } from '@/lib/finance/showback/facts';
import type { DaySpan, ShowbackReport } from '@/lib/finance/showback/schema';
import { SUM_COUNT, SumCells, SumHeads } from '../sum-cells';
import { ChangeCell } from './change-cell';
import { rowFilter, rowLabel, SHOWBACK_LABEL } from './labels';
import { ledgerHref } from './ledger-href';
import { SharedCells, SharedElsewhere } from './shared-cells';

interface ShowbackTableProps {
  path: string;
  report: ShowbackReport;
  by: ShowbackDimension;
  span: DaySpan;
  /** The tag that is grouped by. */
  tag?: string;
  params: Params;
}

const HEAD = 'h-auto min-w-36 whitespace-normal py-2.5 text-ink text-sm';

/** A line for each key of the dimension; its numbers lead to the ledger's rows, which come to them exactly. */
export function ShowbackTable({ path, report, by, span, tag, params }: ShowbackTableProps) {
  if (report.rowCount === 0) {
    return (
      <EmptyState
        bare
        icon={<Receipt />}
        title="Nothing was used"
        text="No call of a model was settled on these days with these filters."
      />
    );
  }
  const compared = by !== 'day';
  const { spans, shared } = report;
  const months = by === 'tenant' && shared.leftOut === null ? shared.months : undefined;
  const turn = (page: number) =>
    page >= 1 && page <= report.pageCount
      ? hrefWith(path, params, { page: page === 1 ? null : String(page) })
      : undefined;
  return (
    <>
      <Table label={`Showback by ${by}`} bare>
        <TableCaption>Cost, price and margin by {SHOWBACK_LABEL[by].toLowerCase()}</TableCaption>
        <TableHeader>
          <TableRow>
            <TableHead>{SHOWBACK_LABEL[by]}</TableHead>
            <SumHeads />
            {months && <TableHead align="right">Shared costs</TableHead>}
            {months && <TableHead align="right">Margin after shared</TableHead>}
            {compared && <TableHead align="right">Price before</TableHead>}
            {compared && <TableHead align="right">A year before</TableHead>}
          </TableRow>
        </TableHeader>
        <TableBody>
          {report.rows.map((row) => {
            const only = rowFilter(row, by, tag);
            const href = ledgerHref(params, span, only);
            return (
              <TableRow key={`${row.key} ${row.tenant?.id}`}>
                <TableHead scope="row" className={HEAD}>
                  <Link href={href} className="hover:text-accent-text hover:underline">
                    {rowLabel(row, by)}
                  </Link>
                  {row.tenant && (
                    <span className="block font-normal text-ink-faint text-xs">
                      {row.tenant.name}
                    </span>
                  )}
                </TableHead>
                <SumCells sums={row} href={href} />
                {months && row.sharedNano !== null && row.afterSharedNano !== null && (
                  <SharedCells
                    sharedNano={row.sharedNano}
                    afterSharedNano={row.afterSharedNano}
                    months={months}
                  />
                )}
                {compared && (
                  <ChangeCell
                    now={row.priceNano}
                    then={row.beforeNano}
                    days={spans.before}
                    href={ledgerHref(params, spans.before, only)}
                  />
                )}
                {compared && (
                  <ChangeCell
                    now={row.priceNano}
                    then={row.yearNano}
                    days={spans.year}
                    href={ledgerHref(params, spans.year, only)}
                  />
                )}
              </TableRow>
            );
          })}
        </TableBody>
        <TableFooter>
          <TableRow>
            <TableHead scope="row" className={HEAD}>
              All {formatCount(report.rowCount)}
            </TableHead>
            <SumCells sums={report.totals} href={ledgerHref(params, span)} />
            {months && shared.leftOut === null && <SharedCells {...shared} />}
            {compared && (
              <ChangeCell
                now={report.totals.priceNano}
                then={report.before.priceNano}
                days={spans.before}
                href={ledgerHref(params, spans.before)}
              />
            )}
            {compared && (
              <ChangeCell
                now={report.totals.priceNano}
                then={report.year.priceNano}
                days={spans.year}
                href={ledgerHref(params, spans.year)}
              />
            )}
          </TableRow>
          {months && shared.leftOut === null && (
            <SharedElsewhere shared={shared} sums={SUM_COUNT} after={2} />
          )}
        </TableFooter>
      </Table>
      {report.pageCount > 1 && (
        <div className="px-4 pb-3">
          <Pagination
            previousHref={turn(report.page - 1)}
            nextHref={turn(report.page + 1)}
            summary={`Page ${formatCount(report.page)} of ${formatCount(report.pageCount)}; totals are of all pages`}
          />
        </div>
      )}
    </>
  );
}
