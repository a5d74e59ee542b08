'use client';

import { useQueryClient } from '@tanstack/react-query';
import {
  CircleX,
  Download,
  Ellipsis,
  FolderInput,
  History,
  Pencil,
  RefreshCw,
  RotateCw,
  Trash2,
} from 'lucide-react';
import dynamic from 'next/dynamic';
import { memo, useState } from 'react';
import { Button } from '@/components/ui/button';
import { LateMenu } from '@/components/ui/late-menu';
import { useName } from '@/components/ui/use-name';
import { renameDocumentAction } from '@/lib/documents/actions';
import type { DocumentChange } from '@/lib/documents/bulk/schema';
import { isActive } from '@/lib/documents/facts';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { DocumentView } from '@/lib/documents/schema';
import type { TagView } from '@/lib/documents/tags/schema';
import { changeListed } from './documents-cache';

const MoveDialog = dynamic(() => import('./move-dialog').then((loaded) => loaded.MoveDialog));
const NameDialog = dynamic(() => import('./name-dialog').then((loaded) => loaded.NameDialog));
const VersionsDialog = dynamic(() =>
  import('./versions-dialog').then((loaded) => loaded.VersionsDialog),
);

interface DocumentMenuProps {
  slug: string;
  document: DocumentView;
  folders: readonly FolderView[];
  tags: readonly TagView[];
  onChange: (ids: readonly string[], change: DocumentChange) => void;
  onChanged: () => void;
}

/** Tags in a menu; more are put on by choosing the document. */
const TAGS_SHOWN = 8;

/** What an admin can do with a document in its stage. */
export const DocumentMenu = memo(function DocumentMenu(props: DocumentMenuProps) {
  const { slug, document, folders, tags, onChange, onChanged } = props;
  const [open, setOpen] = useState<'rename' | 'move' | 'versions'>();
  // A table holds dozens of rows: none has a dialog that was never opened.
  const [opened, setOpened] = useState(open);
  if (open && open !== opened) setOpened(open);
  const { id, name, stage } = document;
  const client = useQueryClient();
  const [, rename] = useName('The document', name, async (next) => {
    changeListed(client, slug, (all) =>
      all.map((each) => (each.id === id ? { ...each, name: next } : each)),
    );
    const result = await renameDocumentAction(slug, { id, name: next });
    onChanged();
    return result;
  });
  const ends = (what: typeof open) => (shown: boolean) => setOpen(shown ? what : undefined);
  return (
    <>
      <div className="flex justify-end gap-1">
        {stage === 'failed' && (
          <Button size="sm" onClick={() => onChange([id], { kind: 'retry' })}>
            <RotateCw aria-hidden /> Retry
          </Button>
        )}
        {isActive(stage) && (
          <Button size="sm" onClick={() => onChange([id], { kind: 'cancel' })}>
            <CircleX aria-hidden /> Cancel
          </Button>
        )}
        <LateMenu
          trigger={
            <Button variant="ghost" size="icon-sm" aria-label={`Options of ${name}`}>
              <Ellipsis aria-hidden />
            </Button>
          }
        >
          {({ MenuCheckboxItem, MenuItem, MenuLabel, MenuSeparator }) => (
            <>
              <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setOpen('rename')}>
                Rename
              </MenuItem>
              <MenuItem icon={<FolderInput aria-hidden />} onSelect={() => setOpen('move')}>
                Move to a folder
              </MenuItem>
              <MenuItem icon={<History aria-hidden />} onSelect={() => setOpen('versions')}>
                Versions and citations
              </MenuItem>
              {stage === 'indexed' && (
                <MenuItem
                  icon={<RefreshCw aria-hidden />}
                  onSelect={() => onChange([id], { kind: 'reindex' })}
                >
                  Index again
                </MenuItem>
              )}
              <MenuItem asChild>
                <a href={`/api/t/${slug}/documents/${id}/original`} download={name}>
                  <Download aria-hidden /> Download original
                </a>
              </MenuItem>
              {tags.length > 0 && <MenuLabel>Tags</MenuLabel>}
              {tags.slice(0, TAGS_SHOWN).map((tag) => (
                <MenuCheckboxItem
                  key={tag.id}
                  checked={document.tagIds.includes(tag.id)}
                  onCheckedChange={(on) =>
                    onChange([id], { kind: 'tag', tagId: tag.id, on: on === true })
                  }
                >
                  {tag.name}
                </MenuCheckboxItem>
              ))}
              <MenuSeparator />
              <MenuItem
                icon={<Trash2 aria-hidden />}
                tone="danger"
                onSelect={() => onChange([id], { kind: 'remove' })}
              >
                Delete
              </MenuItem>
            </>
          )}
        </LateMenu>
      </div>
      {opened === 'rename' && (
        <NameDialog
          open={open === 'rename'}
          onOpenChange={ends('rename')}
          title="Rename document"
          label="Name"
          initial={name}
          submitLabel="Rename"
          onSubmit={async (next) => {
            void rename(next);
            return undefined;
          }}
        />
      )}
      {opened === 'move' && (
        <MoveDialog
          slug={slug}
          document={document}
          folders={folders}
          open={open === 'move'}
          onOpenChange={ends('move')}
          onMoved={onChanged}
        />
      )}
      {opened === 'versions' && (
        <VersionsDialog
          slug={slug}
          document={document}
          manages
          open={open === 'versions'}
          onOpenChange={ends('versions')}
          onChanged={onChanged}
        />
      )}
    </>
  );
});
