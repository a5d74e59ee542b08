'use client';

import type { ComponentProps, ReactNode } from 'react';
import type * as Menus from './dropdown-menu';
import { type Trigger, triggerId } from './late-trigger';
import { type Controlled, useOpening } from './use-opening';

const load = () => import('./dropdown-menu');

interface LateMenuProps
  extends Controlled,
    Pick<ComponentProps<typeof Menus.MenuContent>, 'align' | 'className'> {
  /** A button. */
  trigger: Trigger;
  /** The entries, made of the parts that came. */
  children: (parts: typeof Menus) => ReactNode;
}

/** A menu whose code comes once somebody is near its button. */
export function LateMenu(props: LateMenuProps) {
  const { open: given, onOpenChange, trigger: made, children, ...content } = props;
  const { parts, open, setOpen, id, button, trigger } = useOpening({
    ...{ kind: 'menu', load, open: given, onOpenChange, trigger: made },
  });
  return (
    <>
      {trigger}
      {parts && (
        <parts.Menu open={open} onOpenChange={setOpen}>
          <parts.MenuAnchor over={button} open={open} />
          <parts.MenuContent
            {...content}
            id={id}
            aria-labelledby={made.props.id ?? triggerId(id)}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              button.current?.focus();
            }}
          >
            {open && children(parts)}
          </parts.MenuContent>
        </parts.Menu>
      )}
    </>
  );
}
