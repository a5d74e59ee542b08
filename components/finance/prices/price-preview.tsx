import { Money } from '@/components/console/money';
import { planName } from '@/components/console/status-badges';
import { formatCount } from '@/components/ui/format';
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
import type { PricePreview as Preview, PreviewRow } from '@/lib/finance/prices/schema';

/** Last month's calls at their own prices and at the new ones, by tenant and in all; with fees, the whole bill too. */
export function PricePreview({ preview }: { preview: Preview }) {
  if (preview.rows.length === 0)
    return (
      <p className="text-ink-soft text-sm">
        Nothing was charged in {preview.month} (UTC): there is nothing to compare.
      </p>
    );
  return (
    <>
      <Table label="Effect on last month" bare>
        <TableCaption>Calls of {preview.month} (UTC) at the new prices</TableCaption>
        <TableHeader>
          <TableRow>
            <TableHead>Tenant</TableHead>
            <TableHead align="right">Calls</TableHead>
            <TableHead align="right">Usage</TableHead>
            <TableHead align="right">New usage</TableHead>
            {preview.bill && <TableHead align="right">Bill</TableHead>}
            {preview.bill && <TableHead align="right">New bill</TableHead>}
            <TableHead align="right">Change</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {preview.rows.map((row) => (
            <TableRow key={row.tenant.id}>
              <TableCell className="min-w-32">
                {row.tenant.name}{' '}
                <span className="text-ink-faint text-xs">{planName(row.tenant.plan)}</span>
              </TableCell>
              <Amounts {...row} />
            </TableRow>
          ))}
        </TableBody>
        <TableFooter>
          <TableRow>
            <TableCell>All tenants</TableCell>
            <Amounts {...preview} />
          </TableRow>
        </TableFooter>
      </Table>
      {preview.bill && (
        <p className="mt-2 text-ink-soft text-[0.8125rem]">
          The bill is each plan’s fee and the usage beyond what it includes, by days of UTC, without
          add-ons and corrections.
        </p>
      )}
      {preview.unpriced > 0 && (
        <p className="mt-2 text-ink-soft text-[0.8125rem]">
          {formatCount(preview.unpriced)} calls are of models without a line here; they keep their
          charge.
        </p>
      )}
    </>
  );
}

function Amounts({ calls, usage, bill }: Pick<PreviewRow, 'calls' | 'usage' | 'bill'>) {
  const { beforeNano, afterNano } = bill ?? usage;
  const change = BigInt(afterNano) - BigInt(beforeNano);
  return (
    <>
      <TableCell align="right">{formatCount(calls)}</TableCell>
      <Amount nano={usage.beforeNano} />
      <Amount nano={usage.afterNano} />
      {bill && <Amount nano={bill.beforeNano} />}
      {bill && <Amount nano={bill.afterNano} />}
      <TableCell align="right">
        {change > 0n && '+'}
        <Money nano={change.toString()} />
      </TableCell>
    </>
  );
}

function Amount({ nano }: { nano: string }) {
  return (
    <TableCell align="right">
      <Money nano={nano} />
    </TableCell>
  );
}
