'use client';

import { createContext, type ReactNode, useEffect, useState } from 'react';
import type { KeptUploads } from './kept-uploads';

/** Where the first page that uploads leaves its queue to the pages after it. */
export interface HeldUploads {
  kept: KeptUploads | undefined;
}

export const HeldUploadsContext = createContext<HeldUploads | undefined>(undefined);

/** Around all pages of a workspace: uploads end with it, and not with the page that began them. */
export function UploadsHolder({ children }: { children: ReactNode }) {
  const [held] = useState<HeldUploads>(() => ({ kept: undefined }));
  useEffect(() => () => held.kept?.stop(), [held]);
  return <HeldUploadsContext value={held}>{children}</HeldUploadsContext>;
}
