import { Field } from '@/components/ui/field';
import { PlainSelect } from '@/components/ui/plain-select';
import {
  DATASETS,
  type ExportDataset,
  type ExportFormat,
  hasParquet,
  isOfOne,
} from '@/lib/finance/exports/facts';

export interface What {
  dataset: ExportDataset;
  format: ExportFormat;
  /** Empty: all. */
  tenantId: string;
}

export const FIRST_WHAT: What = { dataset: 'focus', format: 'csv', tenantId: '' };

interface WhatFieldsProps {
  what: What;
  tenants: readonly { id: string; name: string }[];
  onChange: (what: What) => void;
}

/** Which figures, of whom, in which format. */
export function WhatFields({ what, tenants, onChange }: WhatFieldsProps) {
  const { dataset, format, tenantId } = what;
  const ofOne = isOfOne(dataset);
  const choose = (next: ExportDataset) =>
    onChange({
      dataset: next,
      format: hasParquet(next) ? format : 'csv',
      tenantId: isOfOne(next) ? tenantId : '',
    });
  return (
    <>
      <Field label="Figures" hint={DATASETS[dataset].about}>
        <PlainSelect
          value={dataset}
          options={Object.entries(DATASETS).map(([value, { label }]) => ({ value, label }))}
          onChoose={(value) => choose(value as ExportDataset)}
        />
      </Field>
      <Field label="Format">
        <PlainSelect
          value={format}
          options={[
            { value: 'csv', label: 'CSV' },
            ...(hasParquet(dataset) ? [{ value: 'parquet', label: 'Parquet' }] : []),
          ]}
          onChoose={(value) => onChange({ ...what, format: value as ExportFormat })}
        />
      </Field>
      <Field label="Tenant">
        <PlainSelect
          value={tenantId}
          disabled={!ofOne}
          options={[
            { value: '', label: 'All tenants' },
            ...(ofOne ? tenants.map(({ id, name }) => ({ value: id, label: name })) : []),
          ]}
          onChoose={(value) => onChange({ ...what, tenantId: value })}
        />
      </Field>
    </>
  );
}
