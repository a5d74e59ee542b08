'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { Select } from '@/components/ui/select';
import { monthName } from './month-name';

/** Which month's statement; the server reads it from the URL. */
export function MonthChoice({ month, months }: { month: string; months: readonly string[] }) {
  const [, setMonth] = useQueryState('month', parseAsString.withOptions({ shallow: false }));
  const all = months.includes(month) ? months : [month, ...months];
  return (
    <Select
      size="sm"
      aria-label="Month"
      className="w-48"
      value={month}
      onValueChange={(value) => setMonth(value)}
      options={all.map((each) => ({ value: each, label: monthName(each) }))}
    />
  );
}
