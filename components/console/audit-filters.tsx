'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { type FormEvent, useState } from 'react';
import { IdFilter } from '@/components/audit/id-filter';
import { Button } from '@/components/ui/button';
import { FilterSelect } from '@/components/ui/filter-select';
import { SearchInput } from '@/components/ui/search-input';
import { NO_CURSOR } from './href';

interface AuditFiltersProps {
  tenants: readonly { id: string; name: string }[];
  actions: readonly string[];
  objects: readonly string[];
}

/** Filters of the audit log; the server reads them from the URL. */
export function AuditFilters({ tenants, actions, objects }: AuditFiltersProps) {
  const [filter, setFilter] = useQueryStates(
    {
      log: parseAsString,
      actor: parseAsString,
      action: parseAsString,
      tenant: parseAsString,
      object: parseAsString,
      id: parseAsString,
      older: parseAsString,
      newer: parseAsString,
    },
    { shallow: false, scroll: false },
  );
  const [actor, setActor] = useState(filter.actor ?? '');
  const search = (event: FormEvent) => {
    event.preventDefault();
    setFilter({ actor: actor.trim() || null, ...NO_CURSOR });
  };
  return (
    <div className="mb-4 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      <form onSubmit={search} className="col-span-2 flex gap-2">
        <SearchInput
          label="Who"
          placeholder="Name, e-mail or role"
          value={actor}
          onValueChange={(value) => {
            setActor(value);
            if (value === '') setFilter({ actor: null, ...NO_CURSOR });
          }}
          className="flex-1 sm:w-56"
        />
        <Button type="submit">Search</Button>
      </form>
      <FilterSelect
        label="Log"
        all="Both logs"
        className="sm:w-44"
        value={filter.log}
        onChoose={(log) => setFilter({ log, ...NO_CURSOR })}
        options={[
          { value: 'platform', label: 'Platform log' },
          { value: 'tenant', label: 'Tenants’ logs' },
        ]}
      />
      <FilterSelect
        label="Action"
        all="All actions"
        className="sm:w-44"
        value={filter.action}
        onChoose={(action) => setFilter({ action, ...NO_CURSOR })}
        options={actions.map((action) => ({ value: action, label: action }))}
      />
      <FilterSelect
        label="About"
        all="Everything"
        className="sm:w-40"
        value={filter.object}
        onChoose={(object) => setFilter({ object, ...NO_CURSOR })}
        options={objects.map((object) => ({ value: object, label: object.replaceAll('_', ' ') }))}
      />
      <FilterSelect
        label="Tenant"
        all="All tenants"
        className="col-span-2 sm:w-48"
        value={filter.tenant}
        other={() => 'Another tenant'}
        onChoose={(tenant) => setFilter({ tenant, ...NO_CURSOR })}
        options={tenants.map((tenant) => ({ value: tenant.id, label: tenant.name }))}
      />
      <div className="col-span-2">
        <IdFilter value={filter.id} onChoose={(id) => setFilter({ id, ...NO_CURSOR })} />
      </div>
    </div>
  );
}
