'use client';

import { ChartLine, Download, Table2 } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { csvRows } from '@/lib/csv';
import {
  type ChartRow,
  type ChartSeries,
  exportLabel,
  exportValue,
  inWords,
  isDay,
  isTime,
  toMillis,
} from './chart-data';
import { ChartTable } from './chart-table';

/** What every chart of the product takes. */
export interface ChartFrameProps {
  title: string;
  description?: ReactNode;
  /** Stated beside the title. */
  timeZone?: string;
  /** The requests behind the numbers. */
  link?: { href: string; label: string };
  /** Called with the `t` of a row that the reader picked, in the chart or in the table. */
  onSelect?: (t: string | number) => void;
  /** Heading of the first column: "Day", "Model". */
  rowLabel?: string;
  /** Heading level, to keep the page's outline whole. */
  level?: 2 | 3;
  className?: string;
}

interface FrameProps extends ChartFrameProps {
  rows: readonly ChartRow[];
  series: readonly ChartSeries[];
  /** False for what is not over time: then no zone is stated. */
  overTime: boolean;
  legend?: ReactNode;
  children: ReactNode;
}

export function ChartFrame({
  title,
  description,
  timeZone = 'UTC',
  link,
  onSelect,
  rowLabel,
  level = 2,
  className,
  rows,
  series,
  overTime,
  legend,
  children,
}: FrameProps) {
  const id = useId();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const Heading = level === 2 ? 'h2' : 'h3';
  const first = rowLabel ?? (overTime ? 'Time' : 'Name');
  const days = rows.every((row) => isDay(row.t));
  const download = () => {
    const csv = csvRows([
      [overTime ? `${first} (${days ? timeZone : 'UTC'})` : first, ...series.map(exportLabel)],
      ...rows.map((row) => [
        overTime && !days && isTime(row.t)
          ? new Date(toMillis(row.t)).toISOString()
          : String(row.t),
        ...series.map((each) => exportValue(row[each.key], each.format)),
      ]),
    ]);
    saveFile(csv, `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.csv`);
  };
  return (
    <figure
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-words`}
      className={cn('min-w-0 rounded-lg border border-line bg-surface shadow-card', className)}
    >
      <figcaption className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3.5 sm:px-5">
        <div className="min-w-0 space-y-0.5">
          <Heading id={`${id}-title`} className="font-semibold text-[0.9375rem] leading-snug">
            {title}
          </Heading>
          <p className="text-[0.8125rem] text-ink-faint">
            {description}
            {description && overTime && ' · '}
            {overTime && `Times in ${timeZone}`}
          </p>
        </div>
        <div className="-mr-1 flex items-center gap-0.5">
          <ViewToggle view={view} onChange={setView} title={title} />
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Download ${title} as CSV`}
            title="Download CSV"
            onClick={download}
          >
            <Download aria-hidden />
          </Button>
        </div>
      </figcaption>
      <p id={`${id}-words`} className="sr-only">
        {inWords(rows, series, overTime ? timeZone : undefined)}
      </p>
      {view === 'table' ? (
        <div className="pt-3">
          <ChartTable
            title={title}
            rowLabel={overTime ? `${first} (${timeZone})` : first}
            rows={rows}
            series={series}
            timeZone={timeZone}
            onSelect={onSelect}
          />
        </div>
      ) : (
        <div className="px-2 pt-3 pb-3 sm:px-3">
          {legend && <div className="relative px-2 pb-3">{legend}</div>}
          {rows.length === 0 ? (
            <p className="flex h-56 items-center justify-center text-ink-faint text-sm">
              No measurements in this range
            </p>
          ) : (
            children
          )}
        </div>
      )}
      {link && (
        <div className="border-line border-t px-4 py-2.5 text-[0.8125rem] sm:px-5">
          <Link
            href={link.href}
            className="rounded-sm font-medium text-accent-text hover:underline"
          >
            {link.label}
          </Link>
        </div>
      )}
    </figure>
  );
}

function ViewToggle({
  view,
  onChange,
  title,
}: {
  view: 'chart' | 'table';
  onChange: (view: 'chart' | 'table') => void;
  title: string;
}) {
  const next = view === 'chart' ? 'table' : 'chart';
  const Icon = view === 'chart' ? Table2 : ChartLine;
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={`Show ${title} as a ${next}`}
      title={`Show as a ${next}`}
      onClick={() => onChange(next)}
    >
      <Icon aria-hidden />
    </Button>
  );
}

function saveFile(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}
