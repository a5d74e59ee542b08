'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { modelName } from '@/components/console/status-badges';
import { Select } from '@/components/ui/select';
import { ACCOUNTS, type FinanceChoices } from '@/lib/finance/schema';
import { ACCOUNT_LABEL } from './account-label';

const ALL = 'all';

/** Narrows costs and ledger alike; the server reads the filters from the URL. */
export function FinanceFilters({ choices }: { choices: FinanceChoices }) {
  const [filter, setFilter] = useQueryStates(
    {
      tenant: parseAsString,
      model: parseAsString,
      feature: parseAsString,
      account: parseAsString,
      older: parseAsString,
      newer: parseAsString,
    },
    { shallow: false, scroll: false },
  );
  const choose = (name: 'tenant' | 'model' | 'feature' | 'account') => (value: string) =>
    setFilter({ [name]: value === ALL ? null : value, older: null, newer: null });
  return (
    <div className="mb-5 flex flex-wrap items-center gap-2">
      <Select
        size="sm"
        aria-label="Tenant"
        className="w-48"
        value={filter.tenant ?? ALL}
        onValueChange={choose('tenant')}
        options={[
          { value: ALL, label: 'All tenants' },
          ...choices.tenants.map((tenant) => ({ value: tenant.id, label: tenant.name })),
        ]}
      />
      <Select
        size="sm"
        aria-label="Model"
        className="w-40"
        value={filter.model ?? ALL}
        onValueChange={choose('model')}
        options={[
          { value: ALL, label: 'All models' },
          ...choices.models.map((model) => ({ value: model, label: modelName(model) })),
        ]}
      />
      <Select
        size="sm"
        aria-label="Feature"
        className="w-40"
        value={filter.feature ?? ALL}
        onValueChange={choose('feature')}
        options={[
          { value: ALL, label: 'All features' },
          ...choices.features.map((feature) => ({ value: feature, label: feature })),
        ]}
      />
      <Select
        size="sm"
        aria-label="Account"
        className="w-44"
        value={filter.account ?? ALL}
        onValueChange={choose('account')}
        options={[
          { value: ALL, label: 'All accounts' },
          ...ACCOUNTS.map((account) => ({ value: account, label: ACCOUNT_LABEL[account] })),
        ]}
      />
    </div>
  );
}
