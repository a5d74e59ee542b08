import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { TableHead } from '@/components/ui/table';
import { hrefWith, type Params } from '../href';

interface SortHeadProps {
  /** Of the column, as the address names it. */
  by: string;
  /** That is in force, with `-` before it from the highest. */
  sort: string;
  /** Which way the first press sorts. */
  first?: 'up' | 'down';
  path: string;
  params: Params;
  align?: 'left' | 'right';
  children: ReactNode;
}

/** A heading that sorts the list on the server: the order is part of the address. */
export function SortHead({
  by,
  sort,
  first = 'down',
  path,
  params,
  align,
  children,
}: SortHeadProps) {
  const active = sort.replace(/^-/, '') === by;
  const down = sort.startsWith('-');
  const next = (active ? !down : first === 'down') ? `-${by}` : by;
  const Icon = !active ? ChevronsUpDown : down ? ArrowDown : ArrowUp;
  return (
    <TableHead align={align} aria-sort={!active ? 'none' : down ? 'descending' : 'ascending'}>
      <Link
        href={hrefWith(path, params, { sort: next, page: null })}
        scroll={false}
        prefetch={false}
        className={cn(
          '-mx-1.5 inline-flex h-7 items-center gap-1 rounded-sm px-1.5 hover:text-ink touch:h-11',
          align === 'right' && 'flex-row-reverse',
          active && 'text-ink',
        )}
      >
        {children}
        <Icon aria-hidden className={cn('size-3.5', !active && 'opacity-60')} />
      </Link>
    </TableHead>
  );
}
