'use client';

import { memo } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { formatBytes } from '@/components/ui/format';
import { NearLink } from '@/components/ui/near-link';
import { Time } from '@/components/ui/time';
import type { DocumentView } from '@/lib/documents/schema';
import { DocumentMenu } from './document-menu';
import { DocumentProgress } from './document-progress';
import type { DocumentTableProps } from './document-table';
import { formatName, uploaderOf } from './stage-badge';
import { TagList } from './tag-list';

type DocumentCardsProps = Omit<DocumentTableProps, 'sort' | 'onSort'>;

/** The listing where there is no room for columns. */
export function DocumentCards({ documents, selection, ...shared }: DocumentCardsProps) {
  return (
    <ul
      aria-label="Documents"
      className="divide-y divide-line rounded-lg border border-line bg-surface shadow-card"
    >
      {documents.map((document) => (
        <DocumentCard
          key={document.id}
          {...shared}
          document={document}
          chosen={selection.chosen.has(document.id)}
          onToggle={selection.toggle}
        />
      ))}
    </ul>
  );
}

interface DocumentCardProps extends Omit<DocumentCardsProps, 'documents' | 'selection'> {
  document: DocumentView;
  chosen: boolean;
  onToggle: (id: string) => void;
}

const DocumentCard = memo(function DocumentCard(props: DocumentCardProps) {
  const { slug, document, folders, tags, manages, chosen, onToggle, onChange, onChanged } = props;
  return (
    <li className="flex gap-3 px-4 py-3">
      {manages && (
        <Checkbox
          className="size-6"
          aria-label={`Choose ${document.name}`}
          checked={chosen}
          onCheckedChange={() => onToggle(document.id)}
        />
      )}
      <div className="min-w-0 flex-1 space-y-2">
        <NearLink
          href={`/t/${slug}/documents/${document.id}`}
          className="block break-words font-medium text-sm"
        >
          {document.name}
        </NearLink>
        <p className="text-ink-faint text-xs">
          {[
            document.version > 1 && `Version ${document.version}`,
            document.folderName,
            formatName(document.format),
            formatBytes(document.bytes),
          ]
            .filter(Boolean)
            .join(' · ')}
          {' · '}
          {uploaderOf(document)}, <Time value={document.createdAt} />
        </p>
        <TagList ids={document.tagIds} tags={tags} />
        <div className="flex items-end justify-between gap-3">
          <div className="min-w-0 flex-1">
            <DocumentProgress document={document} />
          </div>
          {manages && <DocumentMenu {...{ slug, document, folders, tags, onChange, onChanged }} />}
        </div>
      </div>
    </li>
  );
});
