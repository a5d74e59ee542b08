'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { FilterSelect } from '@/components/ui/filter-select';
import { OUTCOMES } from '@/lib/console/schema';
import { MODEL_IDS, MODELS } from '@/lib/llm/schema';
import { NO_CURSOR } from './href';
import { OUTCOME_LABEL } from './status-badges';

/** Filters of the list of requests; the server reads them from the URL. */
export function RequestFilters() {
  const [filter, setFilter] = useQueryStates(
    {
      ...{ outcome: parseAsString, model: parseAsString, by: parseAsString },
      ...{ older: parseAsString, newer: parseAsString },
    },
    { shallow: false, scroll: false },
  );
  return (
    <>
      <FilterSelect
        size="sm"
        label="Order"
        all="Newest first"
        className="w-36"
        value={filter.by}
        onChoose={(by) => setFilter({ by, ...NO_CURSOR })}
        options={[{ value: 'slowest', label: 'Slowest first' }]}
      />
      <FilterSelect
        size="sm"
        label="Outcome"
        all="All outcomes"
        className="w-36"
        value={filter.outcome}
        onChoose={(outcome) => setFilter({ outcome, ...NO_CURSOR })}
        options={OUTCOMES.map((outcome) => ({ value: outcome, label: OUTCOME_LABEL[outcome] }))}
      />
      <FilterSelect
        size="sm"
        label="Model"
        all="All models"
        className="w-36"
        value={filter.model}
        onChoose={(model) => setFilter({ model, ...NO_CURSOR })}
        options={MODEL_IDS.map((model) => ({ value: model, label: MODELS[model].displayName }))}
      />
    </>
  );
}
