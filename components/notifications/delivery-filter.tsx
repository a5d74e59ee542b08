'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { FilterSelect } from '@/components/ui/filter-select';
import type { WebhookView } from '@/lib/notifications/schema';

/** Narrows the log to one webhook; the server reads it from the address. */
export function DeliveryFilter({ webhooks }: { webhooks: readonly WebhookView[] }) {
  const [filter, setFilter] = useQueryStates(
    { endpoint: parseAsString, older: parseAsString },
    { shallow: false, scroll: false },
  );
  return (
    <FilterSelect
      label="To"
      all="Everywhere"
      className="w-full sm:w-64"
      value={filter.endpoint}
      other={() => 'A webhook that was removed'}
      onChoose={(endpoint) => setFilter({ endpoint, older: null })}
      options={webhooks.map(({ id, address }) => ({ value: id, label: address }))}
    />
  );
}
