import { FileText } from 'lucide-react';
import Link from 'next/link';
import { Money } from '@/components/console/money';
import { modelName, planName } from '@/components/console/status-badges';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, NO_VALUE } from '@/components/ui/format';
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
import type { Statement, StatementLine } from '@/lib/finance/statement/schema';
import type { LineLink } from './line-links';
import { monthName } from './month-name';

/** Where there is no room for it the column's figures stand below the line's name. */
const WIDE = 'hidden sm:table-cell';

/** The lines of a month, which add up to its total. */
export function StatementTable({
  statement,
  linksOf,
}: {
  statement: Statement;
  linksOf?: ((line: StatementLine) => LineLink[]) | undefined;
}) {
  if (statement.lines.length === 0)
    return (
      <EmptyState
        bare
        icon={<FileText />}
        title="Nothing to charge"
        text="The workspace did not exist in this month."
      />
    );
  return (
    <Table label="Lines of the statement" bare>
      <TableCaption>What the month comes to, line by line</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Line</TableHead>
          <TableHead align="right" className={WIDE}>
            Calls
          </TableHead>
          <TableHead align="right" className={WIDE}>
            Tokens
          </TableHead>
          <TableHead align="right">Amount</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {statement.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same.
          <TableRow key={index}>
            <TableCell>
              <span className="block break-words">{nameOf(line)}</span>
              <span className="block text-ink-faint text-xs">{line.detail}</span>
              <Counted line={line} />
              {linksOf?.(line).map((link) => (
                <Source key={link.words} link={link} />
              ))}
            </TableCell>
            <TableCell align="right" className={WIDE}>
              {line.calls === null ? NO_VALUE : formatCount(line.calls)}
            </TableCell>
            <TableCell align="right" className={WIDE}>
              {line.tokens === null ? NO_VALUE : formatCount(Number(line.tokens))}
            </TableCell>
            <TableCell align="right">
              <Money nano={line.amountNano} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
      <TableFooter>
        <TableRow>
          <TableCell>Total</TableCell>
          <TableCell className={WIDE} />
          <TableCell className={WIDE} />
          <TableCell align="right">
            <Money nano={statement.totalNano} />
          </TableCell>
        </TableRow>
      </TableFooter>
    </Table>
  );
}

function Source({ link: { href, words, file } }: { link: LineLink }) {
  const className = 'block w-fit text-xs underline underline-offset-2';
  if (!href) return <span className="block text-ink-faint text-xs">{words}</span>;
  return file ? (
    <a href={href} download className={className}>
      {words}
    </a>
  ) : (
    <Link href={href} className={className}>
      {words}
    </Link>
  );
}

function Counted({ line }: { line: StatementLine }) {
  if (line.calls === null && line.tokens === null) return null;
  return (
    <span className="block text-ink-faint text-xs sm:hidden">
      {[
        line.calls !== null && `${formatCount(line.calls)} calls`,
        line.tokens !== null && `${formatCount(Number(line.tokens))} tokens`,
      ]
        .filter(Boolean)
        .join(' · ')}
    </span>
  );
}

function nameOf(line: StatementLine): string {
  switch (line.kind) {
    case 'fee':
      return `Plan ${planName(line.label)}`;
    case 'usage':
      return `Usage of ${modelName(line.label)}`;
    case 'correction':
      return `Correction of ${monthName(line.label)}`;
    case 'late':
      return `Usage of ${monthName(line.label)} that arrived after its close`;
    case 'discount':
      return `Discount: ${line.label}`;
    case 'addon':
      return `Add-on ${line.label}`;
    default:
      return line.label;
  }
}
