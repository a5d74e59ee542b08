import type { ReactNode } from 'react';
import { readDocument } from './read-document';

interface DocumentLayoutProps {
  params: Promise<{ tenant: string; id: string }>;
  children: ReactNode;
}

/** Refuses before the skeleton streams, which would fix the status at 200. */
export default async function DocumentLayout({ params, children }: DocumentLayoutProps) {
  const { tenant, id } = await params;
  await readDocument(tenant, id);
  return children;
}
