'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { moveDocumentAction } from '@/lib/documents/actions';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { DocumentView } from '@/lib/documents/schema';
import { AUDIENCE_WORDS } from './audience-words';

interface MoveDialogProps {
  slug: string;
  document: DocumentView;
  folders: readonly FolderView[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onMoved: () => void;
}

/** A document is readable by whom its folder is readable by, so each folder says who that is. */
export function MoveDialog(props: MoveDialogProps) {
  const { slug, document, folders, open, onOpenChange, onMoved } = props;
  const [folderId, setFolderId] = useState(document.folderId);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const move = async () => {
    setBusy(true);
    const result = await moveDocumentAction(slug, { id: document.id, folderId });
    setBusy(false);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    onMoved();
    onOpenChange(false);
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        size="sm"
        title={`Move ${document.name}`}
        description="Whoever may read the folder may read the document, from the next answer on."
        footer={
          <>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button
              variant="primary"
              loading={busy}
              disabled={folderId === document.folderId}
              onClick={move}
            >
              Move
            </Button>
          </>
        }
      >
        <Field label="Folder" error={problem}>
          <Select
            value={folderId}
            onValueChange={setFolderId}
            options={folders.map((folder) => ({
              value: folder.id,
              label: folder.name,
              hint: AUDIENCE_WORDS[folder.audience],
            }))}
          />
        </Field>
      </DialogContent>
    </Dialog>
  );
}
