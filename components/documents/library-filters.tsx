'use client';

import { FilterSelect } from '@/components/ui/filter-select';
import { SearchInput } from '@/components/ui/search-input';
import { SORTS, type Sort } from '@/lib/documents/facts';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { DocumentPage } from '@/lib/documents/schema';
import type { TagView } from '@/lib/documents/tags/schema';
import { STATUSES, type Status } from './library-status';
import { useSlashKey } from './use-slash-key';

interface Filter {
  folder: string | null;
  status: Status | null;
  q: string | null;
  tag: string | null;
  sort: Sort | null;
}

interface LibraryFiltersProps {
  filter: Filter;
  onFilter: (change: Partial<Filter>) => void;
  folders: readonly FolderView[];
  counts: DocumentPage['counts'];
  tags: readonly TagView[];
}

const SORT_WORDS: Record<Sort, string> = {
  oldest: 'Oldest first',
  name: 'By name',
  largest: 'Largest first',
  status: 'By status',
};

export function LibraryFilters(props: LibraryFiltersProps) {
  const { filter, onFilter, folders, counts, tags } = props;
  const search = useSlashKey();
  const label: Record<Status, string> = {
    active: `In progress (${counts.active})`,
    indexed: `Indexed (${counts.indexed})`,
    failed: `Failed (${counts.failed})`,
    cancelled: 'Cancelled',
  };
  return (
    <div className="mb-3 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      <SearchInput
        ref={search}
        label="Search by name"
        aria-keyshortcuts="/"
        value={filter.q ?? ''}
        onValueChange={(q) => onFilter({ q: q || null })}
        className="col-span-2 sm:w-64"
      />
      <FilterSelect
        label="Folder"
        all="All folders"
        className="sm:w-48"
        value={filter.folder}
        onChoose={(folder) => onFilter({ folder })}
        options={folders.map((folder) => ({
          value: folder.id,
          label: folder.name,
          hint: `${folder.documents} ${folder.documents === 1 ? 'document' : 'documents'}`,
        }))}
      />
      <FilterSelect
        label="Status"
        all={`All (${counts.all})`}
        className="sm:w-44"
        value={filter.status}
        onChoose={(value) =>
          onFilter({ status: STATUSES.find((status) => status === value) ?? null })
        }
        options={STATUSES.map((status) => ({ value: status, label: label[status] }))}
      />
      {tags.length > 0 && (
        <FilterSelect
          label="Tag"
          all="All tags"
          className="sm:w-40"
          value={filter.tag}
          onChoose={(tag) => onFilter({ tag })}
          options={tags.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <FilterSelect
        label="Order"
        all="Newest first"
        className="sm:w-40"
        value={filter.sort}
        onChoose={(value) => onFilter({ sort: SORTS.find((sort) => sort === value) ?? null })}
        options={SORTS.map((sort) => ({ value: sort, label: SORT_WORDS[sort] }))}
      />
    </div>
  );
}
