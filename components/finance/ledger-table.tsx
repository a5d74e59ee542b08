import { Receipt } from 'lucide-react';
import Link from 'next/link';
import { hrefWith, type Params } from '@/components/console/href';
import { Money } from '@/components/console/money';
import { MoneyCells } from '@/components/console/money-cells';
import { modelName } from '@/components/console/status-badges';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, formatDateTime } from '@/components/ui/format';
import { Pagination } from '@/components/ui/pagination';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { Page } from '@/lib/console/schema';
import type { LedgerRow } from '@/lib/finance/schema';
import { ACCOUNT_LABEL } from './account-label';
import { LedgerEntryLink, LedgerOutcome } from './ledger-entry-cells';

interface LedgerTableProps {
  page: Page<LedgerRow>;
  totals: { calls: number; costNano: string; priceNano: string; adjustmentsNano: string };
  path: string;
  params: Params;
  /** Finance itself may not open traces. */
  traces: boolean;
  canCorrect: boolean;
}

export function LedgerTable({ page, totals, path, params, traces, canCorrect }: LedgerTableProps) {
  if (page.rows.length === 0) {
    return (
      <EmptyState
        icon={<Receipt />}
        title="No ledger rows"
        text="No call of a model was settled on these days with these filters."
      />
    );
  }
  const turn = (cursor: 'newer' | 'older') =>
    page[cursor]
      ? hrefWith(path, params, { newer: null, older: null, [cursor]: page[cursor] })
      : undefined;
  return (
    <>
      <Table label="Ledger rows" keepLast className="[&_td]:px-2 [&_th]:px-2">
        <TableCaption>Ledger rows, newest first, times in UTC</TableCaption>
        <TableHeader>
          <TableRow>
            <TableHead>Settled (UTC)</TableHead>
            <TableHead>Tenant</TableHead>
            <TableHead>Model, feature, account</TableHead>
            <TableHead>Outcome</TableHead>
            <TableHead align="right">Input</TableHead>
            <TableHead align="right">Cache</TableHead>
            <TableHead align="right">Output</TableHead>
            <TableHead align="right">Cost</TableHead>
            <TableHead align="right">Price</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {page.rows.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="tabular whitespace-nowrap">
                {traces && row.month === null ? (
                  <Link
                    href={`/console/tenants/${row.tenant.id}/requests/${row.requestId}`}
                    className="text-accent-text hover:underline"
                  >
                    {formatDateTime(row.at, { seconds: true })}
                  </Link>
                ) : (
                  formatDateTime(row.at, { seconds: true })
                )}
              </TableCell>
              <TableCell className="min-w-32">{row.tenant.name}</TableCell>
              <TableCell className="whitespace-nowrap">
                {modelName(row.model)}
                <span
                  className="block text-ink-faint text-xs"
                  title={`Paid by the ${ACCOUNT_LABEL[row.account].toLowerCase()}`}
                >
                  {row.feature} · {row.account === 'own' ? 'Its own' : 'Platform’s'}
                </span>
              </TableCell>
              <TableCell className="whitespace-nowrap">
                <LedgerOutcome row={row} />
                <span className="block text-xs">
                  <LedgerEntryLink row={row} canCorrect={canCorrect} />
                </span>
              </TableCell>
              <TableCell align="right">{formatCount(row.inputTokens)}</TableCell>
              <TableCell align="right">
                {formatCount(row.cacheReadTokens + row.cacheWriteTokens)}
              </TableCell>
              <TableCell align="right">{formatCount(row.outputTokens)}</TableCell>
              <MoneyCells of={row} />
            </TableRow>
          ))}
        </TableBody>
        <TableFooter>
          <TableRow>
            <TableCell colSpan={7}>All {formatCount(totals.calls)} rows</TableCell>
            <MoneyCells of={totals} />
          </TableRow>
          {totals.adjustmentsNano !== '0' && (
            <TableRow>
              <TableCell colSpan={8}>Of these, adjustments of months: no usage</TableCell>
              <TableCell align="right">
                <Money nano={totals.adjustmentsNano} />
              </TableCell>
            </TableRow>
          )}
        </TableFooter>
      </Table>
      <Pagination previousHref={turn('newer')} nextHref={turn('older')} summary="Newest first" />
    </>
  );
}
