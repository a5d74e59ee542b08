'use client';

import Link from 'next/link';
import { formatBytes } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { DocumentMenu } from './document-menu';
import { DocumentProgress } from './document-progress';
import type { DocumentTableProps } from './document-table';
import { formatName, uploaderOf } from './stage-badge';

/** The listing where there is no room for columns. */
export function DocumentCards({
  slug,
  documents,
  folders,
  manages,
  onChanged,
}: DocumentTableProps) {
  return (
    <ul
      aria-label="Documents"
      className="divide-y divide-line rounded-lg border border-line bg-surface shadow-card"
    >
      {documents.map((document) => (
        <li key={document.id} className="space-y-2 px-4 py-3">
          <Link
            href={`/t/${slug}/documents/${document.id}`}
            className="block break-words font-medium text-sm"
          >
            {document.name}
          </Link>
          <p className="text-ink-faint text-xs">
            {[document.folderName, formatName(document.format), formatBytes(document.bytes)]
              .filter(Boolean)
              .join(' · ')}
            {' · '}
            {uploaderOf(document)}, <Time value={document.createdAt} />
          </p>
          <div className="flex items-end justify-between gap-3">
            <div className="min-w-0 flex-1">
              <DocumentProgress document={document} />
            </div>
            {manages && (
              <DocumentMenu
                slug={slug}
                document={document}
                folders={folders}
                onChanged={onChanged}
              />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
