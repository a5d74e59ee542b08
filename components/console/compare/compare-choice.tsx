'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { FilterSelect } from '@/components/ui/filter-select';
import { formatDateTime } from '@/components/ui/format';
import { PlainSelect } from '@/components/ui/plain-select';
import type { ComparisonView } from '@/lib/console/compare/schema';

const WAYS = [
  { value: 'before', label: 'with the time before' },
  { value: 'tenant', label: 'with another tenant' },
  { value: 'policy', label: 'before and after a policy version' },
];

/** What is compared with what; the server reads it from the address. */
export function CompareChoice({ tenants, versions }: Pick<ComparisonView, 'tenants' | 'versions'>) {
  const [chosen, setChosen] = useQueryStates(
    { a: parseAsString, with: parseAsString, b: parseAsString, version: parseAsString },
    { shallow: false, scroll: false },
  );
  const options = tenants.map(({ id, name }) => ({ value: id, label: name }));
  const way = WAYS.some(({ value }) => value === chosen.with) ? chosen.with : 'before';
  return (
    <div className="mb-5 flex flex-wrap items-center gap-2">
      <FilterSelect
        label="Tenant"
        all="Choose a tenant"
        className="w-60"
        value={chosen.a}
        onChoose={(a) => setChosen({ a, version: null })}
        options={options}
      />
      <PlainSelect
        aria-label="Compared"
        className="w-64"
        value={way ?? 'before'}
        onChoose={(next) => setChosen({ with: next })}
        options={WAYS}
      />
      {way === 'tenant' && (
        <FilterSelect
          label="Other tenant"
          all="Choose another tenant"
          className="w-60"
          value={chosen.b}
          onChoose={(b) => setChosen({ b })}
          options={options.filter(({ value }) => value !== chosen.a)}
        />
      )}
      {way === 'policy' && (
        <FilterSelect
          label="Policy version"
          all="Choose a version"
          className="w-60"
          value={chosen.version}
          onChoose={(version) => setChosen({ version })}
          options={versions
            .filter(({ version }) => version > 1)
            .map(({ version, at }) => ({
              value: String(version),
              label: `Version ${version}`,
              hint: `${formatDateTime(at)} UTC`,
            }))}
        />
      )}
    </div>
  );
}
