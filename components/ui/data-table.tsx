'use client';

import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { type ComponentProps, type ReactNode, useMemo } from 'react';
import { cn } from './cn';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from './table';

/** Anything with an order. Money sorts exactly as a bigint. */
export type SortValue = string | number | bigint | null;

export interface DataColumn<Row> {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable by this value; null sorts last in either direction. */
  sortBy?: (row: Row) => SortValue;
  align?: 'left' | 'right';
  className?: string;
}

export interface TableSort {
  id: string;
  desc: boolean;
}

interface DataTableProps<Row> {
  label: string;
  /** Module-level or memoised: a new array rebuilds the table. */
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** Of each row's element, for a table whose rows are chosen: then it is a grid. */
  rowProps?: (row: Row) => ComponentProps<'tr'>;
  initialSort?: TableSort;
  /** Told of every change of the order, to keep it in the URL; null when it went back to none. */
  onSort?: (sort: TableSort | null) => void;
  /** Shown in the table's place when there are no rows; give an EmptyState. */
  empty: ReactNode;
  bare?: boolean;
  maxHeight?: string;
  /** Keeps the last column in view while the others scroll. */
  keepLast?: boolean;
  footer?: ReactNode;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

function compare(a: SortValue, b: SortValue): number {
  if (typeof a === 'string' && typeof b === 'string') {
    return a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' });
  }
  if (a === null || b === null) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

function toColumnDef<Row extends object>(column: DataColumn<Row>): ColumnDef<typeof features, Row> {
  const { sortBy } = column;
  if (!sortBy) return { id: column.id, enableSorting: false };
  return {
    id: column.id,
    accessorFn: (row) => sortBy(row) ?? undefined,
    sortUndefined: 'last',
    sortFn: (a, b) => compare(sortBy(a.original), sortBy(b.original)),
  };
}

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { columns, rows, initialSort } = props;
  const definitions = useMemo(() => columns.map(toColumnDef), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: props.rowId,
    initialState: { sorting: initialSort ? [initialSort] : [] },
  });
  if (rows.length === 0) return <>{props.empty}</>;
  return (
    <Table
      label={props.label}
      bare={props.bare}
      maxHeight={props.maxHeight}
      keepLast={props.keepLast}
      {...(props.rowProps && { role: 'grid', 'aria-multiselectable': true })}
    >
      <TableCaption>{props.label}</TableCaption>
      <TableHeader>
        <TableRow>
          {columns.map((column) => {
            const model = table.getColumn(column.id);
            const sorted = column.sortBy && model ? model.getIsSorted() : false;
            return (
              <TableHead
                key={column.id}
                align={column.align}
                aria-sort={
                  column.sortBy
                    ? sorted === 'asc'
                      ? 'ascending'
                      : sorted === 'desc'
                        ? 'descending'
                        : 'none'
                    : undefined
                }
              >
                {column.sortBy ? (
                  <SortButton
                    align={column.align}
                    sorted={sorted}
                    onPress={() => {
                      const next = model?.getNextSortingOrder();
                      model?.toggleSorting(undefined);
                      props.onSort?.(next ? { id: column.id, desc: next === 'desc' } : null);
                    }}
                  >
                    {column.header}
                  </SortButton>
                ) : (
                  column.header
                )}
              </TableHead>
            );
          })}
        </TableRow>
      </TableHeader>
      <TableBody>
        {table.getRowModel().rows.map((row) => (
          <TableRow key={row.id} {...props.rowProps?.(row.original)}>
            {columns.map((column) => (
              <TableCell key={column.id} align={column.align} className={column.className}>
                {column.cell(row.original)}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
      {props.footer}
    </Table>
  );
}

interface SortButtonProps {
  align?: 'left' | 'right';
  sorted: false | 'asc' | 'desc';
  onPress: () => void;
  children: ReactNode;
}

function SortButton({ align, sorted, onPress, children }: SortButtonProps) {
  const Icon = sorted === 'asc' ? ArrowUp : sorted === 'desc' ? ArrowDown : ChevronsUpDown;
  return (
    <button
      type="button"
      onClick={onPress}
      className={cn(
        '-mx-1.5 inline-flex h-7 items-center gap-1 rounded-sm px-1.5 hover:text-ink touch:h-11',
        align === 'right' && 'flex-row-reverse',
        sorted && 'text-ink',
      )}
    >
      {children}
      <Icon aria-hidden className={cn('size-3.5', !sorted && 'opacity-60')} />
    </button>
  );
}
