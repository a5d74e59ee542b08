'use client';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PlainSelect } from '@/components/ui/plain-select';
import { Textarea } from '@/components/ui/textarea';
import {
  type BillingTerms,
  CURRENCIES,
  type Currency,
  DISCOUNT_BASES,
  type DiscountBase,
  TAX_CATEGORIES,
  TAX_WORDS,
  type TaxCategory,
} from '@/lib/finance/chargeback/facts';

interface TermsFieldsProps {
  draft: BillingTerms;
  onChange: (change: Partial<BillingTerms>) => void;
  /** Percentages as they are typed. */
  discount: string;
  onDiscount: (text: string) => void;
  tax: string;
  onTax: (text: string) => void;
}

const ON: Record<DiscountBase, string> = {
  fees: 'The plan’s fee',
  usage: 'Usage beyond what is included',
  all: 'Fee, usage and add-ons',
};

export function TermsFields({ draft, onChange, ...percents }: TermsFieldsProps) {
  const text = (label: string, name: 'legalName' | 'discountLabel' | 'taxId' | 'place') => (
    <Field label={label} required={name === 'legalName'}>
      <Input
        value={draft[name]}
        autoComplete="off"
        onChange={(event) => onChange({ [name]: event.target.value })}
      />
    </Field>
  );
  const rate = (label: string, value: string, set: (text: string) => void) => (
    <Field label={label}>
      <Input
        value={value}
        inputMode="decimal"
        autoComplete="off"
        className="tabular"
        onChange={(event) => set(event.target.value)}
      />
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {text('Legal name', 'legalName')}
      <Field label="Currency">
        <PlainSelect
          value={draft.currency}
          onChoose={(value) => onChange({ currency: value as Currency })}
          options={Object.keys(CURRENCIES).map((code) => ({ value: code, label: code }))}
        />
      </Field>
      <Field label="Address" className="sm:col-span-2">
        <Textarea
          rows={2}
          value={draft.address}
          onChange={(event) => onChange({ address: event.target.value })}
        />
      </Field>
      {text('Tax id', 'taxId')}
      {text('Place of supply', 'place')}
      <Field label="Tax category">
        <PlainSelect
          value={draft.taxCategory}
          onChoose={(value) => {
            onChange({ taxCategory: value as TaxCategory });
            if (value !== 'S') percents.onTax('0');
          }}
          options={TAX_CATEGORIES.map((code) => ({
            value: code,
            label: `${code}: ${TAX_WORDS[code]}`,
          }))}
        />
      </Field>
      {rate('Tax rate (%)', percents.tax, percents.onTax)}
      {text('Discount’s name', 'discountLabel')}
      {rate('Discount (%)', percents.discount, percents.onDiscount)}
      <Field label="Discount on">
        <PlainSelect
          value={draft.discountOn}
          onChoose={(value) => onChange({ discountOn: value as DiscountBase })}
          options={DISCOUNT_BASES.map((value) => ({ value, label: ON[value] }))}
        />
      </Field>
    </div>
  );
}
