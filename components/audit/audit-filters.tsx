'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { FilterSelect } from '@/components/ui/filter-select';
import type { AuditChoices } from '@/lib/audit/schema';
import { actionWords } from './action-words';
import { IdFilter } from './id-filter';

/** Narrows the log to an action and an actor; the server reads both from the address. */
export function AuditFilters({ actions, actors, objects }: AuditChoices) {
  const [filter, setFilter] = useQueryStates(
    {
      action: parseAsString,
      actor: parseAsString,
      object: parseAsString,
      id: parseAsString,
      older: parseAsString,
      newer: parseAsString,
    },
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
      <FilterSelect
        label="About"
        all="Everything"
        className="w-full sm:w-40"
        value={filter.object}
        onChoose={(object) => setFilter({ object, older: null, newer: null })}
        options={objects.map((object) => ({ value: object, label: object.replaceAll('_', ' ') }))}
      />
      <IdFilter value={filter.id} onChoose={(id) => setFilter({ id, older: null, newer: null })} />
    </div>
  );
}
