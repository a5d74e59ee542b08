'use client';

import { CalendarRange } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import { hrefWith, NO_CURSOR, type Params } from './href';

interface CustomRangeProps {
  path: string;
  params: Params;
  /** Whole days, or moments to the minute. Both in UTC. */
  unit: 'day' | 'minute';
  from: string;
  to: string;
  /** Whether the range in force is a custom one. */
  active: boolean;
}

/** Two times and a button; the range goes into the URL. */
export function CustomRange({ path, params, unit, from, to, active }: CustomRangeProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const type = unit === 'day' ? 'date' : 'datetime-local';
  const length = unit === 'day' ? 10 : 16;
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [start, end] = [String(form.get('from')), String(form.get('to'))];
    if (!start || !end) return setProblem('Give both a beginning and an end.');
    if (unit === 'day' ? start > end : start >= end)
      return setProblem('The end has to come after the beginning.');
    setOpen(false);
    const zone = unit === 'day' ? '' : 'Z';
    router.push(
      hrefWith(path, params, { ...NO_CURSOR, range: null, from: start + zone, to: end + zone }),
      { scroll: false },
    );
  };
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button size="sm" aria-pressed={active}>
          <CalendarRange aria-hidden /> {active ? 'Custom range' : 'Custom'}
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" aria-label="Custom range">
        <form onSubmit={apply} className="flex flex-col gap-3">
          <Field label="From" hint={unit === 'minute' ? 'UTC' : undefined}>
            <Input type={type} name="from" defaultValue={from.slice(0, length)} />
          </Field>
          <Field label={unit === 'day' ? 'To and including' : 'To'} error={problem}>
            <Input type={type} name="to" defaultValue={to.slice(0, length)} />
          </Field>
          <Button type="submit" variant="primary">
            Show this range
          </Button>
        </form>
      </PopoverContent>
    </Popover>
  );
}
