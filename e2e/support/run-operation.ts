import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import { runOperation as runHeld } from '@/lib/operations/run-operation';
import type { PlatformContext } from '@/lib/tenancy/context';
import { nextOperation } from '@/lib/tenancy/verify-work';

const LEASE_SECONDS = 60;

/**
 * Runs operations, one after the other, until this one has ended, and returns how; `gone` when its tenant is.
 * A worker of the same file may have taken it.
 */
export async function runOperation(operator: PlatformContext, id: string): Promise<string> {
  const worker = newId();
  const running = new AbortController().signal;
  for (;;) {
    const held = await nextOperation(worker, LEASE_SECONDS);
    if (held) await runHeld(held, running);
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
