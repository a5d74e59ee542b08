import { clock } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { listOperations } from '@/lib/operations/list-operations';
import type { OperationView } from '@/lib/operations/schema';
import type { PlatformContext } from '@/lib/tenancy/context';

const LOOK_MS = 500;
/** After which an operation that nobody took says so. */
const PATIENCE_MS = 10_000;

/**
 * Follows an operation to its end, with a line for each step; undefined when it is gone with its tenant.
 * Throws when it failed or was cancelled.
 */
export async function waitFor(
  ctx: PlatformContext,
  tenantId: string,
  id: string,
  say: (line: string) => void,
): Promise<OperationView | undefined> {
  let said = '';
  const tell = (line: string) => {
    if (line !== said) say(line);
    said = line;
  };
  const since = clock().now();
  for (;;) {
    const operation = (await listOperations(ctx, tenantId)).find((each) => each.id === id);
    if (!operation || operation.state === 'done') return operation;
    if (operation.state === 'failed' || operation.state === 'cancelled')
      throw new AppError(
        'conflict',
        `It ${operation.state === 'failed' ? `failed with ${operation.failureCode}` : 'was cancelled'}.`,
      );
    if (operation.step) tell(`  ${operation.step}, ${operation.done} of ${operation.total}`);
    else if (clock().now() - since > PATIENCE_MS)
      tell('  Nobody has taken it yet. Is the product running? It goes on when it is.');
    await clock().sleep(LOOK_MS);
  }
}
