'use client';

import { ArrowDown, ChevronsUpDown } from 'lucide-react';
import { memo, type ReactNode, useMemo } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { cn } from '@/components/ui/cn';
import { type DataColumn, DataTable } from '@/components/ui/data-table';
import { formatBytes, formatCount, NO_VALUE } from '@/components/ui/format';
import { NearLink } from '@/components/ui/near-link';
import { Time } from '@/components/ui/time';
import type { DocumentChange } from '@/lib/documents/bulk/schema';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { DocumentView, Sort } from '@/lib/documents/schema';
import type { TagView } from '@/lib/documents/tags/schema';
import { DocumentMenu } from './document-menu';
import { DocumentProgress } from './document-progress';
import { formatName, uploaderOf } from './stage-badge';
import { TagList } from './tag-list';
import type { Selection } from './use-selection';

export interface DocumentTableProps {
  slug: string;
  documents: readonly DocumentView[];
  folders: readonly FolderView[];
  tags: readonly TagView[];
  manages: boolean;
  selection: Selection;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
  onChange: (ids: readonly string[], change: DocumentChange) => void;
  onChanged: () => void;
}

/** The order is the server's, over all pages; the rows are walked through and chosen by keyboard. */
export function DocumentTable(props: DocumentTableProps) {
  const { slug, documents, folders, tags, manages, selection, sort } = props;
  const { onSort, onChange, onChanged } = props;
  const { chosen, toggle, setAll } = selection;
  const described = useMemo(
    () => describing({ slug, tags, sort, onSort }),
    [slug, tags, sort, onSort],
  );
  const actions = useMemo(
    (): DataColumn<DocumentView> => ({
      id: 'actions',
      header: <span className="sr-only">Actions</span>,
      align: 'right',
      className: 'w-px',
      cell: (document) => (
        <DocumentMenu {...{ slug, document, folders, tags, onChange, onChanged }} />
      ),
    }),
    [slug, folders, tags, onChange, onChanged],
  );
  const every = documents.length > 0 && chosen.size === documents.length;
  const choice: DataColumn<DocumentView> = {
    id: 'choice',
    header: (
      <Checkbox
        aria-label="Choose all that are shown"
        checked={every || (chosen.size > 0 && 'indeterminate')}
        onCheckedChange={(on) => setAll(on === true)}
      />
    ),
    className: 'w-px',
    cell: ({ id, name }) => (
      <Checkbox
        aria-label={`Choose ${name}`}
        tabIndex={-1}
        checked={chosen.has(id)}
        onCheckedChange={() => toggle(id)}
      />
    ),
  };
  return (
    <DataTable
      label="Documents"
      columns={manages ? [choice, ...described, actions] : described}
      rows={documents}
      rowId={(document) => document.id}
      rowProps={(document) => selection.rowProps(document.id)}
      empty={null}
    />
  );
}

interface Describing extends Pick<DocumentTableProps, 'slug' | 'tags' | 'sort' | 'onSort'> {}

function describing({ slug, tags, ...order }: Describing): DataColumn<DocumentView>[] {
  return [
    {
      id: 'name',
      header: (
        <SortHeader by="name" {...order}>
          Name
        </SortHeader>
      ),
      className: 'min-w-56 max-w-96',
      cell: (document) => <NameCell slug={slug} document={document} tags={tags} />,
    },
    {
      id: 'stage',
      header: (
        <SortHeader by="status" {...order}>
          Status
        </SortHeader>
      ),
      className: 'min-w-44',
      cell: (document) => <DocumentProgress document={document} />,
    },
    {
      id: 'folder',
      header: 'Folder',
      className: 'max-w-48',
      cell: (document) => <span className="block truncate">{document.folderName}</span>,
    },
    {
      id: 'type',
      header: 'Type',
      cell: (document) => formatName(document.format) || NO_VALUE,
    },
    {
      id: 'pages',
      header: 'Pages',
      align: 'right',
      cell: (document) => (document.pages === null ? NO_VALUE : formatCount(document.pages)),
    },
    {
      id: 'size',
      header: (
        <SortHeader by="largest" {...order}>
          Size
        </SortHeader>
      ),
      align: 'right',
      cell: (document) => formatBytes(document.bytes),
    },
  ];
}

interface NameCellProps extends Pick<DocumentTableProps, 'slug' | 'tags'> {
  document: DocumentView;
}

const NameCell = memo(function NameCell({ slug, document, tags }: NameCellProps) {
  return (
    <div className="min-w-0">
      <NearLink
        href={`/t/${slug}/documents/${document.id}`}
        className="block break-words font-medium hover:text-accent-text hover:underline"
      >
        {document.name}
      </NearLink>
      <p className="text-ink-faint text-xs">
        {document.version > 1 && `Version ${document.version} · `}
        {uploaderOf(document)} · <Time value={document.createdAt} />
      </p>
      <TagList ids={document.tagIds} tags={tags} />
    </div>
  );
});

interface SortHeaderProps extends Pick<DocumentTableProps, 'sort' | 'onSort'> {
  by: Sort;
  children: ReactNode;
}

/** Orders by the column, or by the newest again. */
function SortHeader({ by, sort, onSort, children }: SortHeaderProps) {
  const sorted = sort === by;
  const Icon = sorted ? ArrowDown : ChevronsUpDown;
  return (
    <button
      type="button"
      aria-pressed={sorted}
      onClick={() => onSort(sorted ? null : by)}
      className={cn(
        '-mx-1.5 inline-flex h-7 items-center gap-1 rounded-sm px-1.5 hover:text-ink touch:h-11',
        sorted && 'text-ink',
      )}
    >
      {children}
      <Icon aria-hidden className={cn('size-3.5', !sorted && 'opacity-60')} />
    </button>
  );
}
