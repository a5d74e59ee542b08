'use client';

import { FolderPlus, Pencil, Trash2, Users } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { useName } from '@/components/ui/use-name';
import {
  createFolderAction,
  deleteFolderAction,
  renameFolderAction,
} from '@/lib/documents/folders/actions';
import type { FolderView } from '@/lib/documents/folders/schema';
import { AudienceDialog } from './audience-dialog';
import type { Choice } from './choice-list';
import { NameDialog } from './name-dialog';
import { useDeletion } from './use-deletion';

interface FoldersCardProps {
  slug: string;
  folders: readonly FolderView[];
  groups: readonly Choice[];
  people: readonly Choice[];
}

/** Folders and who may read them. */
export function FoldersCard({ slug, folders, groups, people }: FoldersCardProps) {
  const router = useRouter();
  const [creating, setCreating] = useState(false);
  return (
    <Card
      flush
      title="Folders"
      description="Who reads a folder reads its documents."
      actions={
        <Button onClick={() => setCreating(true)}>
          <FolderPlus aria-hidden /> New folder
        </Button>
      }
    >
      <ul className="divide-y divide-line">
        {folders.map((folder) => (
          <FolderRow key={folder.id} slug={slug} folder={folder} groups={groups} people={people} />
        ))}
      </ul>
      <NameDialog
        open={creating}
        onOpenChange={setCreating}
        title="New folder"
        description="Everyone may read it until you say otherwise."
        label="Name"
        submitLabel="Create folder"
        onSubmit={async (name) => {
          const result = await createFolderAction(slug, { name });
          router.refresh();
          return result.ok ? undefined : result.error.message;
        }}
      />
    </Card>
  );
}

type FolderRowProps = Omit<FoldersCardProps, 'folders'> & { folder: FolderView };

function FolderRow({ slug, folder, groups, people }: FolderRowProps) {
  const router = useRouter();
  const [open, setOpen] = useState<'audience' | 'rename'>();
  const ends = (what: typeof open) => (shown: boolean) => setOpen(shown ? what : undefined);
  const { id } = folder;
  const [name, rename] = useName('The folder', folder.name, async (next) => {
    const result = await renameFolderAction(slug, { id, name: next });
    router.refresh();
    return result;
  });
  const { gone, remove } = useDeletion(slug, { kind: 'folder', id, name }, () =>
    deleteFolderAction(slug, { id }),
  );
  if (gone) return null;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <Link
          href={`/t/${slug}/documents?folder=${id}`}
          className="break-words font-medium text-sm hover:text-accent-text hover:underline"
        >
          {name}
        </Link>
        <p className="text-[0.8125rem] text-ink-faint">
          {readers(folder, groups, people)} · {folder.documents}{' '}
          {folder.documents === 1 ? 'document' : 'documents'}
        </p>
      </div>
      <div className="flex gap-1">
        <Button size="sm" onClick={() => setOpen('audience')} aria-label={`Readers of ${name}`}>
          <Users aria-hidden /> Readers
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Rename ${name}`}
          onClick={() => setOpen('rename')}
        >
          <Pencil aria-hidden />
        </Button>
        <Button
          variant="danger-ghost"
          size="icon-sm"
          aria-label={`Delete ${name}`}
          onClick={() => void remove()}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
      <AudienceDialog
        slug={slug}
        folder={folder}
        groups={groups}
        people={people}
        open={open === 'audience'}
        onOpenChange={ends('audience')}
        onSaved={() => router.refresh()}
      />
      <NameDialog
        open={open === 'rename'}
        onOpenChange={ends('rename')}
        title="Rename folder"
        label="Name"
        initial={name}
        submitLabel="Rename"
        onSubmit={async (next) => {
          void rename(next);
          return undefined;
        }}
      />
    </li>
  );
}

function readers(folder: FolderView, groups: readonly Choice[], people: readonly Choice[]): string {
  if (folder.audience === 'everyone') return 'Everyone';
  const [ids, known] =
    folder.audience === 'groups' ? [folder.groupIds, groups] : [folder.personIds, people];
  const names = known.filter((each) => ids.includes(each.id)).map((each) => each.name);
  return names.length > 0 ? names.join(', ') : 'Owners and admins only';
}
