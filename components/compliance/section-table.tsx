import { actionWords } from '@/components/audit/action-words';
import { formatCount, formatDateTime } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ReportCell, ReportSection } from '@/lib/compliance/schema';

/** One section of a summary. Times in UTC, as in its files. */
export function SectionTable({ section }: { section: ReportSection }) {
  const { title, columns, rows, more } = section;
  if (rows.length === 0)
    return <p className="text-[0.8125rem] text-ink-faint">Nothing within this time.</p>;
  return (
    <>
      <Table bare label={`Table: ${title}`}>
        <TableCaption>{title}, times in UTC</TableCaption>
        <TableHeader>
          <TableRow>
            {columns.map((column) => (
              <TableHead key={column}>{column}</TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map((cells) => (
            <TableRow key={JSON.stringify(cells)}>
              {cells.map((cell, n) => (
                <TableCell key={columns[n]} className={classOf(cell)}>
                  {wordsOf(cell, columns[n])}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {more && (
        <p className="mt-2 text-[0.8125rem] text-ink-faint">
          The first {formatCount(rows.length)} are shown; the CSV file has more.
        </p>
      )}
    </>
  );
}

function wordsOf(cell: ReportCell, column: string | undefined): string {
  if (cell === null) return '';
  // Files have the log's own word.
  if (column === 'Action') return actionWords(String(cell));
  if (typeof cell === 'object') return formatDateTime(cell.at);
  return typeof cell === 'number' ? formatCount(cell) : cell;
}

const ID = /^[0-9a-f]{8}-|^[0-9a-f]{64}$|^[A-Za-z0-9+/]{40,}={0,2}$/;

function classOf(cell: ReportCell): string {
  if (cell !== null && typeof cell === 'object') return 'tabular whitespace-nowrap';
  if (typeof cell === 'number') return 'tabular';
  return cell && ID.test(cell) ? 'max-w-48 break-all font-mono text-xs' : 'max-w-80 break-words';
}
