'use client';

import { useEffect, useState } from 'react';
import { toast } from '@/components/ui/toast';

type Renamed = { ok: boolean; error?: { message: string } };

/**
 * A name that changes in sight before the server has it, and back when the server refuses; `rename` never
 * rejects. A rename can be undone by the message that tells of it.
 *
 * `what` begins that message: "The folder".
 */
export function useName(
  what: string,
  name: string,
  save: (name: string) => Promise<Renamed>,
): [shown: string, rename: (next: string) => Promise<void>] {
  const [shown, setShown] = useState(name);
  useEffect(() => setShown(name), [name]);
  const change = async (from: string, to: string, undoable: boolean) => {
    if (to === '' || to === from) return;
    setShown(to);
    const result = await save(to).catch((): Renamed => ({ ok: false }));
    if (!result.ok) {
      setShown(from);
      toast.error(`${what} keeps its name`, {
        description: result.error?.message ?? 'The server could not be reached. Try again.',
      });
      return;
    }
    toast.success(
      `${what} is now “${to}”`,
      undoable ? { action: { label: 'Undo', onClick: () => void change(to, from, false) } } : {},
    );
  };
  return [shown, (next) => change(shown, next, true)];
}
