'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { FilterSelect } from '@/components/ui/filter-select';
import type { AuditChoices } from '@/lib/audit/schema';
import { actionWords } from './action-words';

/** Narrows the log to an action and an actor; the server reads both from the address. */
export function AuditFilters({ actions, actors }: AuditChoices) {
  const [filter, setFilter] = useQueryStates(
    { action: parseAsString, actor: parseAsString, older: parseAsString, newer: parseAsString },
    { shallow: false, scroll: false },
  );
  return (
    <div className="flex w-full flex-wrap gap-2 sm:w-auto">
      <FilterSelect
        label="Action"
        all="All actions"
        className="w-full sm:w-56"
        value={filter.action}
        other={actionWords}
        onChoose={(action) => setFilter({ action, older: null, newer: null })}
        options={actions.map((action) => ({
          value: action,
          label: actionWords(action),
          hint: action,
        }))}
      />
      <FilterSelect
        label="Who"
        all="Everyone"
        className="w-full sm:w-48"
        value={filter.actor}
        other={() => 'Nobody in this range'}
        onChoose={(actor) => setFilter({ actor, older: null, newer: null })}
        options={actors}
      />
    </div>
  );
}
