import type { ReactNode } from 'react';
import { platformPage } from '@/lib/http/page-context';

/** Refuses before the skeleton streams, which would fix the status at 200. */
export default async function RoleLayout({ children }: { children: ReactNode }) {
  await platformPage('operator');
  return children;
}
