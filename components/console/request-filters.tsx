'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { Select } from '@/components/ui/select';
import { OUTCOMES } from '@/lib/console/schema';
import { MODEL_IDS, MODELS } from '@/lib/llm/schema';
import { OUTCOME_LABEL } from './status-badges';

const ALL = 'all';

/** Filters of the list of requests; the server reads them from the URL. */
export function RequestFilters() {
  const [filter, setFilter] = useQueryStates(
    { outcome: parseAsString, model: parseAsString, older: parseAsString, newer: parseAsString },
    { shallow: false, scroll: false },
  );
  const choose = (name: 'outcome' | 'model') => (value: string) =>
    setFilter({ [name]: value === ALL ? null : value, older: null, newer: null });
  return (
    <>
      <Select
        size="sm"
        aria-label="Outcome"
        className="w-36"
        value={filter.outcome ?? ALL}
        onValueChange={choose('outcome')}
        options={[
          { value: ALL, label: 'All outcomes' },
          ...OUTCOMES.map((outcome) => ({ value: outcome, label: OUTCOME_LABEL[outcome] })),
        ]}
      />
      <Select
        size="sm"
        aria-label="Model"
        className="w-36"
        value={filter.model ?? ALL}
        onValueChange={choose('model')}
        options={[
          { value: ALL, label: 'All models' },
          ...MODEL_IDS.map((model) => ({ value: model, label: MODELS[model].displayName })),
        ]}
      />
    </>
  );
}
