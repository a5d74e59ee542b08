'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { FilterSelect } from '@/components/ui/filter-select';
import { SearchInput } from '@/components/ui/search-input';

import type { Health } from '@/lib/console/fleet/schema';
import { PLANS } from '@/lib/tenancy/schema';
import { planName } from '../status-badges';
import { HEALTH_LABEL } from './health-badge';

const HEALTH_ORDER: Health[] = ['failing', 'strained', 'held_back', 'healthy', 'idle'];
const STATES = ['active', 'suspended', 'erasing'];
/** Typing asks the server when it pauses. */
const PAUSE_MS = 250;

/** Filters of the fleet; the server reads them from the address. */
export function FleetFilters({ counts }: { counts: Record<Health, number> }) {
  const [filter, setFilter] = useQueryStates(
    {
      q: parseAsString,
      plan: parseAsString,
      state: parseAsString,
      health: parseAsString,
      page: parseAsString,
    },
    { shallow: false, scroll: false, history: 'replace', throttleMs: PAUSE_MS },
  );
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchInput
        label="Search tenants"
        placeholder="Name, plan or state"
        value={filter.q ?? ''}
        onValueChange={(q) => setFilter({ q: q || null, page: null })}
        className="w-full sm:w-72"
      />
      <FilterSelect
        label="Health"
        all="Any health"
        className="w-44"
        value={filter.health}
        onChoose={(health) => setFilter({ health, page: null })}
        options={HEALTH_ORDER.map((value) => ({
          value,
          label: HEALTH_LABEL[value],
          hint: String(counts[value]),
        }))}
      />
      <FilterSelect
        label="Plan"
        all="All plans"
        className="w-36"
        value={filter.plan}
        onChoose={(plan) => setFilter({ plan, page: null })}
        options={PLANS.map((value) => ({ value, label: planName(value) }))}
      />
      <FilterSelect
        label="State"
        all="Any state"
        className="w-36"
        value={filter.state}
        onChoose={(state) => setFilter({ state, page: null })}
        options={STATES.map((value) => ({ value, label: planName(value) }))}
      />
    </div>
  );
}
