import { type ComparedBooks, toReconciled } from '@/lib/finance/books/to-reconciled';
import type { ReconciledTenant } from '@/lib/finance/schema';
import { asSuperuser } from './as-superuser';

/** What the standing check compares, of any month (`YYYY-MM`) and at once. */
export async function compareBooks(month: string): Promise<ReconciledTenant[]> {
  const rows = await asSuperuser<ComparedBooks>('select * from tenancy.compare_books($1)', [
    `${month}-01`,
  ]);
  return rows.map(toReconciled);
}
