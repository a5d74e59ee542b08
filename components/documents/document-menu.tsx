'use client';

import { useQueryClient } from '@tanstack/react-query';
import {
  CircleX,
  Download,
  Ellipsis,
  FolderInput,
  History,
  Pencil,
  RotateCw,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import {
  Menu,
  MenuCheckboxItem,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  MenuTrigger,
} from '@/components/ui/dropdown-menu';
import { useName } from '@/components/ui/use-name';
import { renameDocumentAction } from '@/lib/documents/actions';
import type { DocumentChange } from '@/lib/documents/bulk/schema';
import type { FolderView } from '@/lib/documents/folders/schema';
import { type DocumentView, isActive } from '@/lib/documents/schema';
import type { TagView } from '@/lib/documents/tags/schema';
import { changeListed } from './documents-cache';
import { MoveDialog } from './move-dialog';
import { NameDialog } from './name-dialog';
import { VersionsDialog } from './versions-dialog';

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
export function DocumentMenu(props: DocumentMenuProps) {
  const { slug, document, folders, tags, onChange, onChanged } = props;
  const [open, setOpen] = useState<'rename' | 'move' | 'versions'>();
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
        <Menu>
          <MenuTrigger asChild>
            <Button variant="ghost" size="icon-sm" aria-label={`Options of ${name}`}>
              <Ellipsis aria-hidden />
            </Button>
          </MenuTrigger>
          <MenuContent>
            <MenuItem icon={<Pencil aria-hidden />} onSelect={() => setOpen('rename')}>
              Rename
            </MenuItem>
            <MenuItem icon={<FolderInput aria-hidden />} onSelect={() => setOpen('move')}>
              Move to a folder
            </MenuItem>
            <MenuItem icon={<History aria-hidden />} onSelect={() => setOpen('versions')}>
              Versions and citations
            </MenuItem>
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
          </MenuContent>
        </Menu>
      </div>
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
      <MoveDialog
        slug={slug}
        document={document}
        folders={folders}
        open={open === 'move'}
        onOpenChange={ends('move')}
        onMoved={onChanged}
      />
      <VersionsDialog
        slug={slug}
        document={document}
        manages
        open={open === 'versions'}
        onOpenChange={ends('versions')}
        onChanged={onChanged}
      />
    </>
  );
}
