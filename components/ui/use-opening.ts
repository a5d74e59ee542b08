'use client';

import { type RefObject, useEffect, useId, useRef, useState } from 'react';
import { openingTrigger, type Trigger } from './late-trigger';
import { useLate } from './use-late';

export interface Controlled {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

interface Late<Parts> extends Controlled {
  kind: 'menu' | 'dialog';
  load: () => Promise<Parts>;
  trigger: Trigger | undefined;
}

interface Opened<Parts> {
  /** Undefined until somebody was near. */
  parts: Parts | undefined;
  open: boolean;
  setOpen: (open: boolean) => void;
  /** Of what opens. */
  id: string;
  /** The button that opened it, to which the focus returns. */
  button: RefObject<HTMLButtonElement | null>;
  trigger: Trigger | undefined;
}

/** What a menu, a popover and a sheet share whose code comes once somebody is near their button. */
export function useOpening<Parts>(late: Late<Parts>): Opened<Parts> {
  const { kind, load, open: given, onOpenChange, trigger } = late;
  const [parts, near] = useLate(load);
  const [own, setOwn] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const open = given ?? own;
  const setOpen = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  const onNear = (from: HTMLButtonElement) => {
    button.current = from;
    near();
  };
  // Opened from elsewhere: by a key, say.
  useEffect(() => {
    if (open) near();
  }, [open, near]);
  return {
    parts,
    open,
    setOpen,
    id,
    button,
    trigger:
      trigger &&
      openingTrigger(trigger, {
        kind,
        open,
        id,
        onNear,
        onPress(from) {
          onNear(from);
          setOpen(!open);
        },
      }),
  };
}
