'use client';

import { FolderInput, RefreshCw, RotateCw, Tag, Trash2, X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { LateMenu } from '@/components/ui/late-menu';
import type { DocumentChange } from '@/lib/documents/bulk/schema';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { DocumentView } from '@/lib/documents/schema';
import type { TagView } from '@/lib/documents/tags/schema';

interface BulkBarProps {
  chosen: readonly DocumentView[];
  folders: readonly FolderView[];
  tags: readonly TagView[];
  busy: boolean;
  onChange: (ids: readonly string[], change: DocumentChange) => void;
  onNewTag: () => void;
  onClear: () => void;
}

/** What can be done to all that is chosen. */
export function BulkBar(props: BulkBarProps) {
  const { chosen, folders, tags, busy, onChange, onNewTag, onClear } = props;
  const ids = chosen.map(({ id }) => id);
  const failed = chosen.filter(({ stage }) => stage === 'failed').map(({ id }) => id);
  const indexed = chosen.filter(({ stage }) => stage === 'indexed').map(({ id }) => id);
  const worn = tags.filter(({ id }) => chosen.some(({ tagIds }) => tagIds.includes(id)));
  return (
    <section
      aria-label="Chosen documents"
      className="sticky top-16 z-20 mb-3 flex flex-wrap items-center gap-2 rounded-lg border border-line-firm bg-raised px-3 py-2 shadow-float lg:top-2"
    >
      <p role="status" className="tabular mr-auto font-medium text-sm">
        {chosen.length} chosen
      </p>
      <LateMenu
        trigger={
          <Button size="sm" disabled={busy}>
            <FolderInput aria-hidden /> Move
          </Button>
        }
      >
        {({ MenuItem, MenuLabel }) => (
          <>
            <MenuLabel>Move to</MenuLabel>
            {folders.map(({ id, name }) => (
              <MenuItem key={id} onSelect={() => onChange(ids, { kind: 'move', folderId: id })}>
                {name}
              </MenuItem>
            ))}
          </>
        )}
      </LateMenu>
      <LateMenu
        trigger={
          <Button size="sm" disabled={busy}>
            <Tag aria-hidden /> Tag
          </Button>
        }
      >
        {({ MenuItem, MenuLabel, MenuSeparator }) => (
          <>
            {tags.length > 0 && <MenuLabel>Put on</MenuLabel>}
            {tags.map(({ id, name }) => (
              <MenuItem
                key={id}
                onSelect={() => onChange(ids, { kind: 'tag', tagId: id, on: true })}
              >
                {name}
              </MenuItem>
            ))}
            {worn.length > 0 && <MenuLabel>Take off</MenuLabel>}
            {worn.map(({ id, name }) => (
              <MenuItem
                key={`off ${id}`}
                onSelect={() => onChange(ids, { kind: 'tag', tagId: id, on: false })}
              >
                {name}
              </MenuItem>
            ))}
            {tags.length > 0 && <MenuSeparator />}
            <MenuItem onSelect={onNewTag}>New tag…</MenuItem>
          </>
        )}
      </LateMenu>
      {failed.length > 0 && (
        <Button size="sm" disabled={busy} onClick={() => onChange(failed, { kind: 'retry' })}>
          <RotateCw aria-hidden /> Retry failed ({failed.length})
        </Button>
      )}
      {indexed.length > 0 && (
        <Button size="sm" disabled={busy} onClick={() => onChange(indexed, { kind: 'reindex' })}>
          <RefreshCw aria-hidden /> Index again
        </Button>
      )}
      <Button
        size="sm"
        variant="danger"
        loading={busy}
        onClick={() => onChange(ids, { kind: 'remove' })}
      >
        <Trash2 aria-hidden /> Delete
      </Button>
      <Button variant="ghost" size="icon-sm" aria-label="Choose none" onClick={onClear}>
        <X aria-hidden />
      </Button>
    </section>
  );
}
