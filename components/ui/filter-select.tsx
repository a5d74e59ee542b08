'use client';

import { Select, type SelectProps } from './select';

const ALL = 'all';

interface FilterSelectProps extends Pick<SelectProps, 'options' | 'size' | 'className'> {
  label: string;
  /** What is shown while nothing is left out. */
  all: string;
  value: string | null;
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
    <Select
      {...select}
      aria-label={label}
      value={value ?? ALL}
      onValueChange={(chosen) => onChoose(chosen === ALL ? null : chosen)}
      options={[
        { value: ALL, label: all },
        ...(known ? [] : [{ value, label: other(value) }]),
        ...options,
      ]}
    />
  );
}
