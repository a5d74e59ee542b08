'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { type ReactNode, useDeferredValue, useId, useState } from 'react';
import { readJson } from '@/components/documents/read-json';
import { Checkbox } from '@/components/ui/checkbox';
import { cn } from '@/components/ui/cn';
import { SearchInput } from '@/components/ui/search-input';
import type { DocumentPage } from '@/lib/documents/schema';
import { SCOPE_DOCUMENTS, type Scope } from '@/lib/scope/facts';
import type { ScopeChipProps } from './scope-chip';

/** Documents shown at once; the search finds the others. */
const SHOWN = 20;

interface ScopePickerProps extends ScopeChipProps {
  names: ReadonlyMap<string, string | null | undefined>;
  onDone: () => void;
}

/** Everything, one folder, or documents that are ticked; a search narrows both lists. */
export function ScopePicker({ slug, folders, scope, names, onChoose, onDone }: ScopePickerProps) {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  const query = useQuery({
    queryKey: ['scope-documents', slug, wanted],
    queryFn: () => {
      const filter = new URLSearchParams({ stage: 'indexed', limit: String(SHOWN) });
      if (wanted) filter.set('name', wanted);
      return readJson<DocumentPage>(`/api/t/${slug}/documents?${filter}`);
    },
    placeholderData: keepPreviousData,
  });
  const chosen = scope && 'documentIds' in scope ? scope.documentIds : [];
  const found = query.data?.documents ?? [];
  // What is chosen stays in reach, also when the search does not find it.
  const others = chosen.filter((id) => !found.some((document) => document.id === id));
  const documents = [
    ...others.map((id) => ({ id, name: names.get(id) ?? 'A document you may not read' })),
    ...found,
  ];
  const toggle = (id: string, on: boolean) => {
    const ids = on ? [...chosen, id] : chosen.filter((each) => each !== id);
    onChoose(ids.length === 0 ? undefined : { documentIds: ids });
  };
  const choose = (next: Scope | undefined) => {
    onChoose(next);
    onDone();
  };
  const shown = folders.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <div className="flex max-h-[min(26rem,60vh)] flex-col gap-3">
      <SearchInput label="Find folders and documents" value={search} onValueChange={setSearch} />
      <div className="-mx-1 min-h-0 space-y-3 overflow-y-auto px-1">
        <Row pressed={scope === undefined} onPress={() => choose(undefined)}>
          Everything that you may read
        </Row>
        {shown.length > 0 && (
          <Group label="Folders">
            {shown.map(({ id, name }) => (
              <Row
                key={id}
                pressed={scope !== undefined && 'folderId' in scope && scope.folderId === id}
                onPress={() => choose({ folderId: id })}
              >
                {name}
              </Row>
            ))}
          </Group>
        )}
        <Group label="Documents">
          {documents.map(({ id, name }) => (
            <DocumentChoice
              key={id}
              name={name}
              checked={chosen.includes(id)}
              disabled={chosen.length >= SCOPE_DOCUMENTS && !chosen.includes(id)}
              onChange={(on) => toggle(id, on)}
            />
          ))}
          <p role="status" className="px-2 py-1 text-ink-faint text-xs">
            {query.isPending && 'Looking for documents…'}
            {query.isError
              ? 'The documents could not be listed. Try again.'
              : query.data && found.length === 0
                ? 'No searchable document has such a name.'
                : query.data?.nextCursor
                  ? `The first ${SHOWN}. Search for others.`
                  : chosen.length >= SCOPE_DOCUMENTS && `At most ${SCOPE_DOCUMENTS} documents.`}
          </p>
        </Group>
      </div>
    </div>
  );
}

function Group({ label, children }: { label: string; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be placed like this.
    <div role="group" aria-labelledby={id}>
      <p id={id} className="px-2 pb-1 font-medium text-ink-faint text-xs">
        {label}
      </p>
      {children}
    </div>
  );
}

interface RowProps {
  pressed: boolean;
  onPress: () => void;
  children: ReactNode;
}

function Row({ pressed, onPress, children }: RowProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={cn(
        'flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-ink/5 touch:min-h-11',
        pressed && 'bg-accent-soft text-accent-text',
      )}
    >
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {pressed && <Check aria-hidden className="size-4 shrink-0" />}
    </button>
  );
}

interface DocumentChoiceProps {
  name: string;
  checked: boolean;
  disabled: boolean;
  onChange: (on: boolean) => void;
}

function DocumentChoice({ name, checked, disabled, onChange }: DocumentChoiceProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2.5 rounded-md px-2 hover:bg-ink/5 touch:min-h-11">
      <Checkbox
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={(on) => onChange(on === true)}
      />
      <label htmlFor={id} className="min-w-0 flex-1 cursor-pointer truncate py-1.5">
        {name}
      </label>
    </div>
  );
}
