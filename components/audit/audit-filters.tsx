'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { Select } from '@/components/ui/select';
import type { AuditChoices } from '@/lib/audit/schema';
import { actionWords } from './action-words';

const ALL = 'all';

/** Narrows the log to an action and an actor; the server reads both from the address. */
export function AuditFilters({ actions, actors }: AuditChoices) {
  const [filter, setFilter] = useQueryStates(
    { action: parseAsString, actor: parseAsString, older: parseAsString, newer: parseAsString },
    { shallow: false, scroll: false },
  );
  const choose = (name: 'action' | 'actor') => (value: string) =>
    setFilter({ [name]: value === ALL ? null : value, older: null, newer: null });
  // What is filtered by stays a choice when the range has none of it.
  const shown = (given: string | null, values: string[]) =>
    given && !values.includes(given) ? [given] : [];
  return (
    <div className="flex w-full flex-wrap gap-2 sm:w-auto">
      <Select
        aria-label="Action"
        className="w-full sm:w-56"
        value={filter.action ?? ALL}
        onValueChange={choose('action')}
        options={[
          { value: ALL, label: 'All actions' },
          ...[...shown(filter.action, actions), ...actions].map((action) => ({
            value: action,
            label: actionWords(action),
            hint: action,
          })),
        ]}
      />
      <Select
        aria-label="Who"
        className="w-full sm:w-48"
        value={filter.actor ?? ALL}
        onValueChange={choose('actor')}
        options={[
          { value: ALL, label: 'Everyone' },
          ...shown(
            filter.actor,
            actors.map((actor) => actor.value),
          ).map((value) => ({ value, label: 'Nobody in this range' })),
          ...actors,
        ]}
      />
    </div>
  );
}
