'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { FilterSelect } from '@/components/ui/filter-select';

/** The server reads it from the URL. */
export function TenantChoice({ choices }: { choices: readonly { id: string; name: string }[] }) {
  const [tenant, setTenant] = useQueryState(
    'tenant',
    parseAsString.withOptions({ shallow: false, scroll: false }),
  );
  return (
    <div className="mb-5">
      <FilterSelect
        size="sm"
        label="Tenant"
        all="All tenants"
        className="sm:w-64"
        value={tenant}
        other={() => 'Another tenant'}
        onChoose={(chosen) => setTenant(chosen)}
        options={choices.map(({ id, name }) => ({ value: id, label: name }))}
      />
    </div>
  );
}
