'use client';

import dynamic from 'next/dynamic';
import { type ComponentProps, useState } from 'react';
import type { ConfirmDialog } from './alert-dialog';

const Confirm = dynamic(() => import('./alert-dialog').then((loaded) => loaded.ConfirmDialog));

type LateConfirmProps = Omit<ComponentProps<typeof ConfirmDialog>, 'trigger' | 'open'> & {
  open: boolean;
};

/** Asks before something that cannot be taken back; its code comes when it first asks. */
export function LateConfirm(props: LateConfirmProps) {
  const [asked, setAsked] = useState(false);
  if (props.open && !asked) setAsked(true);
  return asked ? <Confirm {...props} /> : null;
}
