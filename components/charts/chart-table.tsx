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
}

/** The same rows as the chart, as text. */
export function ChartTable({ title, rowLabel, rows, series, timeZone }: ChartTableProps) {
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
              {formatMoment(row.t, timeZone)}
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
