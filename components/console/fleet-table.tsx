'use client';

import { Building2, SearchX } from 'lucide-react';
import { parseAsString, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { SearchInput } from '@/components/ui/search-input';
import type { Fleet } from '@/lib/console/schema';
import { FleetTotals, fleetColumns } from './fleet-columns';

/** Every tenant, sorted and searched in the browser; both live in the URL. */
export function FleetTable({ fleet, query }: { fleet: Fleet; query: string }) {
  const [view, setView] = useQueryStates(
    { q: parseAsString.withDefault(''), sort: parseAsString.withDefault('-price') },
    { history: 'replace' },
  );
  const columns = useMemo(() => fleetColumns(query), [query]);
  const sortId = view.sort.replace(/^-/, '');
  const sortable = columns.some((column) => column.id === sortId && column.sortBy);
  const wanted = view.q.trim().toLowerCase();
  const shown = useMemo(
    () =>
      wanted === ''
        ? fleet.rows
        : fleet.rows.filter((row) =>
            `${row.name} ${row.slug} ${row.plan} ${row.state}`.toLowerCase().includes(wanted),
          ),
    [fleet.rows, wanted],
  );
  if (fleet.rows.length === 0) {
    return (
      <EmptyState
        icon={<Building2 />}
        title="No tenants yet"
        text="Create the first one: its owner gets a link to set a password and can begin at once."
      />
    );
  }
  return (
    // Twelve columns: the cells sit closer than elsewhere, to fit beside the navigation.
    <div className="space-y-3 [&_td]:px-2 [&_td:first-child]:pl-3.5 [&_th]:px-2 [&_th:first-child]:pl-3.5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <SearchInput
          label="Search tenants"
          placeholder="Name, plan or state"
          value={view.q}
          onValueChange={(q) => setView({ q: q || null })}
          className="w-full sm:w-72"
        />
        <p role="status" className="tabular text-[0.8125rem] text-ink-faint">
          {wanted ? `${shown.length} of ${fleet.rows.length} tenants` : ''}
        </p>
      </div>
      <DataTable
        keepLast
        label="Tenants"
        columns={columns}
        rows={shown}
        rowId={(row) => row.id}
        initialSort={sortable ? { id: sortId, desc: view.sort.startsWith('-') } : undefined}
        onSort={(sort) => setView({ sort: sort ? `${sort.desc ? '-' : ''}${sort.id}` : null })}
        footer={<FleetTotals totals={fleet.totals} tenants={fleet.rows.length} />}
        empty={
          <EmptyState
            icon={<SearchX />}
            title="No tenant matches"
            text={`Nothing is called, planned or in a state like “${view.q}”.`}
          />
        }
      />
    </div>
  );
}
