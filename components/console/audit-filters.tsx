'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { SearchInput } from '@/components/ui/search-input';
import { Select } from '@/components/ui/select';

const ALL = 'all';

interface AuditFiltersProps {
  tenants: readonly { id: string; name: string }[];
  actions: readonly string[];
}

/** Filters of the audit log; the server reads them from the URL. */
export function AuditFilters({ tenants, actions }: AuditFiltersProps) {
  const [filter, setFilter] = useQueryStates(
    {
      log: parseAsString,
      actor: parseAsString,
      action: parseAsString,
      tenant: parseAsString,
      older: parseAsString,
      newer: parseAsString,
    },
    { shallow: false, scroll: false },
  );
  const [actor, setActor] = useState(filter.actor ?? '');
  const choose = (name: 'log' | 'action' | 'tenant') => (value: string) =>
    setFilter({ [name]: value === ALL ? null : value, older: null, newer: null });
  const search = (event: FormEvent) => {
    event.preventDefault();
    setFilter({ actor: actor.trim() || null, older: null, newer: null });
  };
  const shownActions = filter.action && !actions.includes(filter.action) ? [filter.action] : [];
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <form onSubmit={search} className="flex w-full gap-2 sm:w-auto">
        <SearchInput
          label="Who"
          placeholder="Name, e-mail or role"
          value={actor}
          onValueChange={(value) => {
            setActor(value);
            if (value === '') setFilter({ actor: null, older: null, newer: null });
          }}
          className="flex-1 sm:w-56"
        />
        <Button type="submit">Search</Button>
      </form>
      <Select
        aria-label="Log"
        className="w-44"
        value={filter.log ?? ALL}
        onValueChange={choose('log')}
        options={[
          { value: ALL, label: 'Both logs' },
          { value: 'platform', label: 'Platform log' },
          { value: 'tenant', label: 'Tenants’ logs' },
        ]}
      />
      <Select
        aria-label="Action"
        className="w-44"
        value={filter.action ?? ALL}
        onValueChange={choose('action')}
        options={[
          { value: ALL, label: 'All actions' },
          ...[...shownActions, ...actions].map((action) => ({ value: action, label: action })),
        ]}
      />
      <Select
        aria-label="Tenant"
        className="w-48"
        value={filter.tenant ?? ALL}
        onValueChange={choose('tenant')}
        options={[
          { value: ALL, label: 'All tenants' },
          ...tenants.map((tenant) => ({ value: tenant.id, label: tenant.name })),
        ]}
      />
    </div>
  );
}
