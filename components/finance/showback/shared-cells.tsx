import Link from 'next/link';
import { Money } from '@/components/console/money';
import { formatCount } from '@/components/ui/format';
import { TableCell, TableHead, TableRow } from '@/components/ui/table';
import type { SpanShared } from '@/lib/finance/showback/schema';

/** A part of shared costs, which leads to the page of its month where it is of one, and the margin less it. */
export function SharedCells({
  sharedNano,
  afterSharedNano,
  months,
}: {
  sharedNano: string;
  afterSharedNano: string;
  months: readonly string[];
}) {
  const [month] = months;
  return (
    <>
      <TableCell align="right">
        {month && months.length === 1 ? (
          <Link href={sharedCostsHref(month)} className="text-accent-text hover:underline">
            <Money nano={sharedNano} />
          </Link>
        ) : (
          <Money nano={sharedNano} />
        )}
      </TableCell>
      <TableCell align="right">
        <Money nano={afterSharedNano} />
      </TableCell>
    </>
  );
}

/** The part of those of whom the report has no line: with it the parts are all that was shared. */
export function SharedElsewhere({
  shared,
  sums,
  after,
}: {
  shared: SpanShared;
  /** Columns of sums before and of comparisons after the two of shared costs. */
  sums: number;
  after: number;
}) {
  const { idle, erased, months } = shared;
  const rows = [
    { ...idle, words: 'without usage on these days' },
    { ...erased, words: 'erased, whose usage is in no sum here' },
  ];
  return rows
    .filter(({ count }) => count > 0)
    .map(({ count, nano, words }) => (
      <TableRow key={words}>
        <TableHead
          scope="row"
          className="h-auto min-w-36 whitespace-normal py-2.5 font-normal text-ink-soft text-xs"
        >
          Of these, {formatCount(count)} {count === 1 ? 'tenant' : 'tenants'} {words}
        </TableHead>
        <TableCell colSpan={sums} />
        <SharedCells
          sharedNano={nano}
          afterSharedNano={(-BigInt(nano)).toString()}
          months={months}
        />
        <TableCell colSpan={after} />
      </TableRow>
    ));
}

export function sharedCostsHref(month: string): string {
  return `/finance/shared-costs?month=${month}`;
}
