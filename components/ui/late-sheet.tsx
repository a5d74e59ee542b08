'use client';

import type { ComponentProps } from 'react';
import type { Trigger } from './late-trigger';
import type { SheetContent } from './sheet';
import { type Controlled, useOpening } from './use-opening';

const load = () => import('./sheet');

interface LateSheetProps extends Controlled, Omit<ComponentProps<typeof SheetContent>, 'id'> {
  /** A button; absent when it is opened from elsewhere. */
  trigger?: Trigger;
}

/** A drawer whose code comes once somebody is near its button. */
export function LateSheet(props: LateSheetProps) {
  const { open: given, onOpenChange, trigger: made, ...content } = props;
  const { parts, open, setOpen, id, button, trigger } = useOpening({
    ...{ kind: 'dialog', load, open: given, onOpenChange, trigger: made },
  });
  return (
    <>
      {trigger}
      {parts && (
        <parts.Sheet open={open} onOpenChange={setOpen}>
          <parts.SheetContent {...content} id={id} returnsTo={button} />
        </parts.Sheet>
      )}
    </>
  );
}
