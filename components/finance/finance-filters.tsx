'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { NO_CURSOR } from '@/components/console/href';
import { modelName } from '@/components/console/status-badges';
import { FilterSelect } from '@/components/ui/filter-select';
import { ACCOUNTS, type FinanceChoices } from '@/lib/finance/schema';
import { ACCOUNT_LABEL } from './account-label';

/** Narrows costs and ledger alike; the server reads the filters from the URL. */
export function FinanceFilters({ choices }: { choices: FinanceChoices }) {
  const [filter, setFilter] = useQueryStates(
    {
      tenant: parseAsString,
      group: parseAsString,
      model: parseAsString,
      feature: parseAsString,
      account: parseAsString,
      older: parseAsString,
      newer: parseAsString,
    },
    { shallow: false, scroll: false },
  );
  return (
    <div className="mb-5 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      <FilterSelect
        size="sm"
        label="Tenant"
        all="All tenants"
        className="sm:w-48"
        value={filter.tenant}
        other={() => 'Another tenant'}
        onChoose={(tenant) => setFilter({ tenant, ...NO_CURSOR })}
        options={choices.tenants.map((tenant) => ({ value: tenant.id, label: tenant.name }))}
      />
      {(choices.groups.length > 0 || filter.group) && (
        <FilterSelect
          size="sm"
          label="Group"
          all="All groups"
          className="sm:w-40"
          value={filter.group}
          other={() => 'Another group'}
          onChoose={(group) => setFilter({ group, ...NO_CURSOR })}
          options={choices.groups.map((group) => ({ value: group.id, label: group.name }))}
        />
      )}
      <FilterSelect
        size="sm"
        label="Model"
        all="All models"
        className="sm:w-40"
        value={filter.model}
        onChoose={(model) => setFilter({ model, ...NO_CURSOR })}
        options={choices.models.map((model) => ({ value: model, label: modelName(model) }))}
      />
      <FilterSelect
        size="sm"
        label="Feature"
        all="All features"
        className="sm:w-40"
        value={filter.feature}
        onChoose={(feature) => setFilter({ feature, ...NO_CURSOR })}
        options={choices.features.map((feature) => ({ value: feature, label: feature }))}
      />
      <FilterSelect
        size="sm"
        label="Model account"
        all="All accounts"
        className="sm:w-48"
        value={filter.account}
        onChoose={(account) => setFilter({ account, ...NO_CURSOR })}
        options={ACCOUNTS.map((account) => ({ value: account, label: ACCOUNT_LABEL[account] }))}
      />
    </div>
  );
}
