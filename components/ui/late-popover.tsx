'use client';

import { type ComponentProps, type ReactNode, useRef } from 'react';
import type { Trigger } from './late-trigger';
import type { PopoverContent } from './popover';
import { type Controlled, useOpening } from './use-opening';

const load = () => import('./popover');

interface LatePopoverProps
  extends Controlled,
    Pick<ComponentProps<typeof PopoverContent>, 'align' | 'side' | 'className' | 'aria-label'> {
  /** A button. */
  trigger: Trigger;
  children: ReactNode;
}

/** A popover whose code comes once somebody is near its button. */
export function LatePopover(props: LatePopoverProps) {
  const { open: given, onOpenChange, trigger: made, ...content } = props;
  const { parts, open, setOpen, id, button, trigger } = useOpening({
    ...{ kind: 'dialog', load, open: given, onOpenChange, trigger: made },
  });
  // Who pressed something else has the focus there.
  const left = useRef(false);
  return (
    <>
      {trigger}
      {parts && (
        <parts.Popover open={open} onOpenChange={setOpen}>
          <parts.PopoverAnchor virtualRef={button} />
          <parts.PopoverContent
            {...content}
            id={id}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              if (!left.current) button.current?.focus();
              left.current = false;
            }}
            // The press on the button closes it by itself.
            onInteractOutside={(event) => {
              if (button.current?.contains(event.target as Node)) event.preventDefault();
              else left.current = true;
            }}
          />
        </parts.Popover>
      )}
    </>
  );
}
