'use client';

import { Pencil, Plus, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { useName } from '@/components/ui/use-name';
import { createTagAction, deleteTagAction, renameTagAction } from '@/lib/documents/tags/actions';
import type { TagView } from '@/lib/documents/tags/schema';
import { NameDialog } from './name-dialog';
import { useDeletion } from './use-deletion';

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
      {tags.length === 0 && (
        <EmptyState
          bare
          title="No tags yet"
          text="Make one to find documents by, in whatever folder they are."
          action={<Button onClick={() => setCreating(true)}>Make a tag</Button>}
        />
      )}
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
  const { id } = tag;
  const [name, rename] = useName('The tag', tag.name, async (next) => {
    const result = await renameTagAction(slug, { id, name: next });
    router.refresh();
    return result;
  });
  const { gone, remove } = useDeletion(slug, { kind: 'tag', id, name }, () =>
    deleteTagAction(slug, { id }),
  );
  if (gone) return null;
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
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Delete ${name}`}
        onClick={() => void remove()}
      >
        <Trash2 aria-hidden />
      </Button>
      <NameDialog
        open={renaming}
        onOpenChange={setRenaming}
        title="Rename tag"
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
