'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { Select } from '@/components/ui/select';

const ALL = 'all';

/** Narrows the log to one action; the server reads it from the address. */
export function ActionFilter({ actions }: { actions: readonly string[] }) {
  const [{ action }, setFilter] = useQueryStates(
    { action: parseAsString, older: parseAsString, newer: parseAsString },
    { shallow: false, scroll: false },
  );
  return (
    <Select
      aria-label="Action"
      className="w-56"
      value={action ?? ALL}
      onValueChange={(value) =>
        setFilter({ action: value === ALL ? null : value, older: null, newer: null })
      }
      options={[
        { value: ALL, label: 'All actions' },
        ...actions.map((each) => ({ value: each, label: each })),
      ]}
    />
  );
}
