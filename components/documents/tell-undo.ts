'use client';

import { toast } from '@/components/ui/toast';
import { putBackNamedAction } from '@/lib/documents/undo/actions';
import type { NamedKind } from '@/lib/documents/undo/schema';

const SHOWN_MS = 15_000;

/** Says that something named was deleted, with the way back. */
export function tellUndo(
  slug: string,
  { kind, id, name }: { kind: NamedKind; id: string; name: string },
  onBack: () => void,
): void {
  const putBack = async () => {
    const result = await putBackNamedAction(slug, { kind, id });
    onBack();
    if (result.ok) toast.success(`${name} is back`);
    else
      toast.error(`${name} was not put back`, {
        description: result.error.code === 'not_found' ? 'It is too late.' : result.error.message,
      });
  };
  toast.success(`The ${kind} ${name} is deleted`, {
    duration: SHOWN_MS,
    action: { label: 'Undo', onClick: () => void putBack() },
  });
}
