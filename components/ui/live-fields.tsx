'use client';

import type { ReactNode } from 'react';
import { useMounted } from './use-mounted';

/**
 * The fields of a form that is sent by script. Until the page is alive they take no input: what was typed before would
 * be lost, and a form sent then would put its fields into the address.
 */
export function LiveFields({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <fieldset disabled={!useMounted()} className={`min-w-0 ${className ?? ''}`}>
      {children}
    </fieldset>
  );
}
