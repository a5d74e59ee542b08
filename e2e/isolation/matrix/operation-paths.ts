import { setTimeout as sleep } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { isAppError } from '@/lib/errors';
import { openExport } from '@/lib/lifecycle/export/open-export';
import { requestOwnExport } from '@/lib/lifecycle/export/request-export';
import { type PathEntry, ROWS, withoutLocks } from './path';
import type { MatrixScene } from './scene';
import { refusedByLock } from './store-paths';

const IN_POSTGRESQL = withoutLocks(
  'done by functions of PostgreSQL in the tenant of the signed context',
);

/** Long work on one tenant, which the product's worker does under a context of its own. */
export const OPERATION_PATHS: Record<string, PathEntry> = {
  'operation export': {
    locks: ROWS,
    prepare: (scene) => async () => {
      const id = await requestOwnExport(scene.attacker.ctx);
      await operationTried(scene, id);
      const archive = await download(scene, id).catch(absentOrRefused);
      return archive && scene.foundInTenant({ text: wordsOf(archive) });
    },
  },
  'operation erase': withoutLocks('removes all of its own tenant and returns counts'),
  'operation erase_member': IN_POSTGRESQL,
  'operation retention': IN_POSTGRESQL,
  'operation rotate_keys': withoutLocks('seals anew what its own tenant’s keys open'),
  'operation reindex': withoutLocks('writes the tenant’s vectors again and returns none'),
  'operation move': withoutLocks('writes the tenant’s rows elsewhere and returns none'),
};

/** Ended, or failed once: then it is not tried again. */
async function operationTried({ attackerSql, attacker }: MatrixScene, id: string): Promise<void> {
  const params = [attacker.ctx.tenantId, id];
  const ended = `select from tenant_operation where tenant_id = $1 and id = $2
    and (state not in ('queued', 'running') or attempts > 0 and locked_by is null)`;
  while ((await attackerSql(ended, params)).length === 0) await sleep(100);
  await attackerSql(
    `update tenant_operation set state = 'cancelled', finished_at = clock_timestamp()
     where tenant_id = $1 and id = $2 and state in ('queued', 'running')`,
    params,
  );
}

async function download({ attacker }: MatrixScene, id: string): Promise<Buffer> {
  const { pieces } = await openExport(attacker.ctx, id);
  const read: Buffer[] = [];
  for await (const piece of pieces) read.push(piece);
  return Buffer.concat(read);
}

function wordsOf(archive: Buffer): string {
  return Object.entries(unzipSync(archive))
    .map(([name, bytes]) => `${name}\n${Buffer.from(bytes).toString('utf8')}`)
    .join('\n');
}

function absentOrRefused(error: Error): undefined {
  if (isAppError(error) && error.code === 'not_found') return undefined;
  return refusedByLock(error);
}
