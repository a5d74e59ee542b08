'use client';

import Link from 'next/link';
import { useMemo } from 'react';
import { type DataColumn, DataTable } from '@/components/ui/data-table';
import { formatBytes, formatCount, NO_VALUE } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { DocumentView } from '@/lib/documents/schema';
import { DocumentMenu } from './document-menu';
import { DocumentProgress } from './document-progress';
import { formatName, uploaderOf } from './stage-badge';

export interface DocumentTableProps {
  slug: string;
  documents: readonly DocumentView[];
  folders: readonly FolderView[];
  manages: boolean;
  onChanged: () => void;
}

export function DocumentTable(props: DocumentTableProps) {
  const { slug, documents, folders, manages, onChanged } = props;
  const columns = useMemo(
    () => [...describing(slug), ...(manages ? [actions({ slug, folders, onChanged })] : [])],
    [slug, folders, manages, onChanged],
  );
  return (
    <DataTable
      label="Documents"
      columns={columns}
      rows={documents}
      rowId={(document) => document.id}
      empty={null}
    />
  );
}

function describing(slug: string): DataColumn<DocumentView>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      className: 'min-w-56 max-w-96',
      sortBy: (document) => document.name,
      cell: (document) => (
        <div className="min-w-0">
          <Link
            href={`/t/${slug}/documents/${document.id}`}
            className="block break-words font-medium hover:text-accent-text hover:underline"
          >
            {document.name}
          </Link>
          <p className="text-ink-faint text-xs">
            {uploaderOf(document)} · <Time value={document.createdAt} />
          </p>
        </div>
      ),
    },
    {
      id: 'stage',
      header: 'Status',
      className: 'min-w-44',
      sortBy: (document) => document.stage,
      cell: (document) => <DocumentProgress document={document} />,
    },
    {
      id: 'folder',
      header: 'Folder',
      className: 'max-w-48',
      sortBy: (document) => document.folderName,
      cell: (document) => <span className="block truncate">{document.folderName}</span>,
    },
    {
      id: 'type',
      header: 'Type',
      sortBy: (document) => formatName(document.format),
      cell: (document) => formatName(document.format) || NO_VALUE,
    },
    {
      id: 'pages',
      header: 'Pages',
      align: 'right',
      sortBy: (document) => document.pages,
      cell: (document) => (document.pages === null ? NO_VALUE : formatCount(document.pages)),
    },
    {
      id: 'size',
      header: 'Size',
      align: 'right',
      sortBy: (document) => document.bytes,
      cell: (document) => formatBytes(document.bytes),
    },
  ];
}

function actions(given: {
  slug: string;
  folders: readonly FolderView[];
  onChanged: () => void;
}): DataColumn<DocumentView> {
  return {
    id: 'actions',
    header: <span className="sr-only">Actions</span>,
    align: 'right',
    className: 'w-px',
    cell: (document) => <DocumentMenu {...given} document={document} />,
  };
}
