import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import { type ChartRow, type ChartSeries, formatMoment, formatValue } from './chart-data';

interface ChartTableProps {
  title: string;
  rowLabel: string;
  rows: readonly ChartRow[];
  series: readonly ChartSeries[];
  timeZone: string;
  onSelect?: (t: string | number) => void;
}

/** The same rows as the chart, as text. */
export function ChartTable({ title, rowLabel, rows, series, timeZone, onSelect }: ChartTableProps) {
  return (
    <Table label={`${title}, as a table`} bare maxHeight="20rem">
      <TableCaption>{title}</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>{rowLabel}</TableHead>
          {series.map((each) => (
            <TableHead key={each.key} align="right">
              {each.label}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.t}>
            <TableHead scope="row" className="font-normal text-ink">
              {onSelect ? (
                <button
                  type="button"
                  onClick={() => onSelect(row.t)}
                  className="rounded-sm text-accent-text hover:underline"
                >
                  {formatMoment(row.t, timeZone)}
                </button>
              ) : (
                formatMoment(row.t, timeZone)
              )}
            </TableHead>
            {series.map((each) => (
              <TableCell key={each.key} align="right">
                {formatValue(row[each.key], each.format)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
