'use client';

import { CircleX, Download, Ellipsis, FolderInput, Pencil, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from '@/components/ui/dropdown-menu';
import {
  cancelDocumentAction,
  deleteDocumentAction,
  renameDocumentAction,
  retryDocumentAction,
} from '@/lib/documents/actions';
import type { FolderView } from '@/lib/documents/folders/schema';
import { type DocumentView, isActive } from '@/lib/documents/schema';
import type { ErrorBody } from '@/lib/errors';
import { MoveDialog } from './move-dialog';
import { NameDialog } from './name-dialog';

interface DocumentMenuProps {
  slug: string;
  document: DocumentView;
  folders: readonly FolderView[];
  onChanged: () => void;
}

/** What an admin can do with a document in its stage. */
export function DocumentMenu({ slug, document, folders, onChanged }: DocumentMenuProps) {
  const [open, setOpen] = useState<'rename' | 'move' | 'delete'>();
  const { id, name, stage } = document;
  const ends = (what: typeof open) => (shown: boolean) => setOpen(shown ? what : undefined);
  const run = async (work: Promise<{ ok: boolean; error?: ErrorBody }>, problem: string) => {
    const result = await work;
    if (!result.ok) toast.error(problem, { description: result.error?.message });
    onChanged();
  };
  const retryable = stage === 'failed' || stage === 'cancelled';
  return (
    <>
      <div className="flex justify-end gap-1">
        {retryable && (
          <Button
            size="sm"
            onClick={() => run(retryDocumentAction(slug, { id }), 'The document was not retried')}
          >
            <RotateCw aria-hidden /> Retry
          </Button>
        )}
        {isActive(stage) && (
          <Button
            size="sm"
            onClick={() =>
              run(cancelDocumentAction(slug, { id }), 'The document was not cancelled')
            }
          >
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
            <MenuItem asChild>
              <a href={`/api/t/${slug}/documents/${id}/original`} download={name}>
                <Download aria-hidden /> Download original
              </a>
            </MenuItem>
            <MenuSeparator />
            <MenuItem
              icon={<Trash2 aria-hidden />}
              tone="danger"
              onSelect={() => setOpen('delete')}
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
          const result = await renameDocumentAction(slug, { id, name: next });
          if (!result.ok) return result.error.message;
          onChanged();
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
      <ConfirmDialog
        open={open === 'delete'}
        onOpenChange={ends('delete')}
        title={`Delete ${name}?`}
        description="It is removed from the next answer on. Answers that cite it keep their text and lose the way to the source. This cannot be undone."
        confirmLabel="Delete document"
        onConfirm={async () => {
          const result = await deleteDocumentAction(slug, { id });
          if (!result.ok) return result.error.message;
          toast.success(`${name} was deleted`);
          onChanged();
          return undefined;
        }}
      />
    </>
  );
}
