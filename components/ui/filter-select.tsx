'use client';

import { PlainSelect } from './plain-select';

const ALL = 'all';

interface FilterOption {
  value: string;
  label: string;
  /** Behind the label. */
  hint?: string;
}

interface FilterSelectProps {
  label: string;
  /** What is shown while nothing is left out. */
  all: string;
  value: string | null;
  options: readonly FilterOption[];
  size?: 'sm' | 'md';
  className?: string;
  /** Names what the address filters by where it is no option (any more); it stays a choice. */
  other?: (value: string) => string;
  /** Null: nothing is left out any more. */
  onChoose: (value: string | null) => void;
}

/** Narrows a list to one value, or to none. */
export function FilterSelect(props: FilterSelectProps) {
  const { label, all, value, other = String, onChoose, options, ...select } = props;
  const known = value === null || options.some((option) => option.value === value);
  return (
    <PlainSelect
      {...select}
      aria-label={label}
      value={value ?? ALL}
      onChoose={(chosen) => onChoose(chosen === ALL ? null : chosen)}
      options={[
        { value: ALL, label: all },
        ...(known ? [] : [{ value, label: other(value) }]),
        ...options.map(({ value: id, label: name, hint }) => ({
          value: id,
          label: hint ? `${name} (${hint})` : name,
        })),
      ]}
    />
  );
}
