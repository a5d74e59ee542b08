'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { FilterSelect } from '@/components/ui/filter-select';
import { PlainSelect } from '@/components/ui/plain-select';

interface ShowbackFiltersProps {
  plans: readonly string[];
  /** Keys of tags; empty where the report is not by tag. */
  tags: readonly string[];
}

/** Narrows by plan and says which tag is grouped by; both live in the URL. */
export function ShowbackFilters({ plans, tags }: ShowbackFiltersProps) {
  const [filter, setFilter] = useQueryStates(
    { plan: parseAsString, tag: parseAsString, value: parseAsString, page: parseAsString },
    { shallow: false, scroll: false },
  );
  return (
    <div className="mb-5 flex flex-wrap gap-2">
      <FilterSelect
        size="sm"
        label="Plan"
        all="All plans"
        className="sm:w-40"
        value={filter.plan}
        onChoose={(plan) => setFilter({ plan, page: null })}
        options={plans.map((plan) => ({ value: plan, label: plan }))}
      />
      {tags.length > 0 && (
        <PlainSelect
          size="sm"
          aria-label="Tag"
          className="sm:w-48"
          value={filter.tag ?? tags[0] ?? ''}
          onChoose={(tag) => setFilter({ tag, value: null, page: null })}
          options={tags.map((tag) => ({ value: tag, label: tag }))}
        />
      )}
    </div>
  );
}
