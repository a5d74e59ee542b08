'use client';

import { Pencil, Plus, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { createTagAction, deleteTagAction, renameTagAction } from '@/lib/documents/tags/actions';
import type { TagView } from '@/lib/documents/tags/schema';
import { NameDialog } from './name-dialog';
import { tellUndo } from './tell-undo';

interface TagsCardProps {
  slug: string;
  tags: readonly TagView[];
}

/** The tags of the workspace. */
export function TagsCard({ slug, tags }: TagsCardProps) {
  const router = useRouter();
  const [creating, setCreating] = useState(false);
  return (
    <Card
      flush
      title="Tags"
      description="To find documents by. Who may read a document sees its tags."
      actions={
        <Button onClick={() => setCreating(true)}>
          <Plus aria-hidden /> New tag
        </Button>
      }
    >
      {tags.length === 0 && <p className="px-5 py-4 text-ink-soft text-sm">No tags yet.</p>}
      <ul className="divide-y divide-line">
        {tags.map((tag) => (
          <TagRow key={tag.id} slug={slug} tag={tag} />
        ))}
      </ul>
      <NameDialog
        open={creating}
        onOpenChange={setCreating}
        title="New tag"
        label="Name"
        submitLabel="Create tag"
        onSubmit={async (name) => {
          const result = await createTagAction(slug, { name });
          router.refresh();
          return result.ok ? undefined : result.error.message;
        }}
      />
    </Card>
  );
}

function TagRow({ slug, tag }: { slug: string; tag: TagView }) {
  const router = useRouter();
  const [renaming, setRenaming] = useState(false);
  const { id, name } = tag;
  return (
    <li className="flex items-center gap-2 px-5 py-2">
      <Link
        href={`/t/${slug}/documents?tag=${id}`}
        className="min-w-0 flex-1 break-words font-medium text-sm hover:text-accent-text hover:underline"
      >
        {name}
      </Link>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Rename ${name}`}
        onClick={() => setRenaming(true)}
      >
        <Pencil aria-hidden />
      </Button>
      <ConfirmDialog
        trigger={
          <Button variant="ghost" size="icon-sm" aria-label={`Delete ${name}`}>
            <Trash2 aria-hidden />
          </Button>
        }
        title={`Delete the tag ${name}?`}
        description="It is taken off every document; the documents stay."
        confirmLabel="Delete tag"
        onConfirm={async () => {
          const result = await deleteTagAction(slug, { id });
          router.refresh();
          if (!result.ok) return result.error.message;
          tellUndo(slug, { kind: 'tag', id, name }, () => router.refresh());
          return undefined;
        }}
      />
      <NameDialog
        open={renaming}
        onOpenChange={setRenaming}
        title="Rename tag"
        label="Name"
        initial={name}
        submitLabel="Rename"
        onSubmit={async (next) => {
          const result = await renameTagAction(slug, { id, name: next });
          router.refresh();
          return result.ok ? undefined : result.error.message;
        }}
      />
    </li>
  );
}
