'use client';

import { FilterSelect } from '@/components/ui/filter-select';
import { SearchInput } from '@/components/ui/search-input';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { DocumentPage } from '@/lib/documents/schema';
import { STATUSES, type Status } from './library-status';

interface Filter {
  folder: string | null;
  status: Status | null;
  q: string | null;
}

interface LibraryFiltersProps {
  filter: Filter;
  onFilter: (change: Partial<Filter>) => void;
  folders: readonly FolderView[];
  counts: DocumentPage['counts'];
}

export function LibraryFilters({ filter, onFilter, folders, counts }: LibraryFiltersProps) {
  const label: Record<Status, string> = {
    active: `In progress (${counts.active})`,
    indexed: `Indexed (${counts.indexed})`,
    failed: `Failed (${counts.failed})`,
    cancelled: 'Cancelled',
  };
  return (
    <div className="mb-3 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      <SearchInput
        label="Search by name"
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
    </div>
  );
}
