'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from '@/components/ui/toast';
import type { NamedKind } from '@/lib/documents/undo/schema';
import { tellUndo } from './tell-undo';

type Deleted = { ok: boolean; error?: { message: string } };

/** Deletes something named: out of sight at once, and back when the server refuses or somebody undoes it. */
export function useDeletion(
  slug: string,
  named: { kind: NamedKind; id: string; name: string },
  run: () => Promise<Deleted>,
): { gone: boolean; remove: () => Promise<void> } {
  const router = useRouter();
  const [gone, setGone] = useState(false);
  const remove = async () => {
    setGone(true);
    const result = await run().catch((): Deleted => ({ ok: false }));
    router.refresh();
    if (result.ok) {
      tellUndo(slug, named, () => {
        setGone(false);
        router.refresh();
      });
      return;
    }
    setGone(false);
    toast.error(`The ${named.kind} was not deleted`, {
      description: result.error?.message ?? 'The server could not be reached. Try again.',
    });
  };
  return { gone, remove };
}
