import { withPlatform } from '@/lib/db/platform-sql';
import { runOperations } from '@/lib/operations/run-operations';
import type { PlatformContext } from '@/lib/tenancy/context';

/**
 * Runs operations until this one has ended, and returns how; `gone` when its tenant is. Another test file's
 * worker may have taken it.
 */
export async function runOperation(operator: PlatformContext, id: string): Promise<string> {
  for (;;) {
    await runOperations();
    const [row] = await withPlatform(
      operator,
      { action: 'operations.read', reason: 'test', fold: '1 hour' },
      (sql) =>
        sql<{ state: string; failure_code: string | null }>(
          'select state, failure_code from tenant_operation where id = $1',
          [id],
        ),
    );
    if (!row) return 'gone';
    if (row.state !== 'queued' && row.state !== 'running')
      return row.failure_code ? `${row.state} ${row.failure_code}` : row.state;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
