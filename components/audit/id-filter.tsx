'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { SearchInput } from '@/components/ui/search-input';

interface IdFilterProps {
  value: string | null;
  onChoose: (id: string | null) => void;
}

/** Narrows the log to one request or object, by the id that other pages name. */
export function IdFilter({ value, onChoose }: IdFilterProps) {
  const [id, setId] = useState(value ?? '');
  const search = (event: FormEvent) => {
    event.preventDefault();
    onChoose(id.trim() || null);
  };
  return (
    <form onSubmit={search} className="flex w-full gap-2 sm:w-auto">
      <SearchInput
        label="Id of a request or object"
        placeholder="Request or object id"
        value={id}
        onValueChange={(next) => {
          setId(next);
          if (next === '') onChoose(null);
        }}
        className="flex-1 sm:w-56"
      />
      <Button type="submit">Find</Button>
    </form>
  );
}
