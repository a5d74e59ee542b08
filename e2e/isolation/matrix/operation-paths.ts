import { setTimeout as sleep } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { now } from '@/lib/clock';
import { isAppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { eraseRows } from '@/lib/lifecycle/erase/erasure-rows';
import { openExport } from '@/lib/lifecycle/export/open-export';
import { requestOwnOperation } from '@/lib/operations/request-operation';
import { callAction, operatorSql, watchRow } from './action-attempts';
import { pairContexts } from './context-swap';
import { putRow } from './fill-tables';
import { makeErasing } from './held-operations';
import { type Attempt, CONTENT, FIGURES, type GuardedPath, ROWS } from './path';
import { moveVectors, reindexVectors, resealRows } from './rewriting-attempts';
import type { MatrixScene } from './scene';
import { refusedByLock } from './store-paths';
import { makeConversation, makeMember } from './throw-away';

const EXPORT_ACTION = 'lib/lifecycle/actions.ts#exportOwnAction';
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

/** Long work on one tenant, which the product's worker does under a context of its own. */
export const OPERATION_PATHS: Record<string, GuardedPath> = {
  // One export shows both: what an owner asks for, and what the worker makes of it.
  'operation export': { locks: ROWS, prepare: exportOwn },
  [`action ${EXPORT_ACTION}`]: { locks: ROWS, prepare: exportOwn },
  'operation erase': {
    locks: FIGURES,
    prepare: async (scene) => {
      const operator = await scene.operator();
      const own = await makeErasing(operator);
      const { tenantId } = await makeErasing(operator);
      await pairContexts(own.tenantId, tenantId);
      const sql = await operatorSql(operator);
      return async () => {
        await eraseRows(own, async () => undefined);
        const left = await sql('select from policy_version where tenant_id = $1', [tenantId]);
        return left.length === 0 ? 'rows of another tenant are gone' : undefined;
      };
    },
  },
  'operation erase_member': {
    locks: FIGURES,
    prepare: async (scene) => {
      const personId = await makeMember(scene);
      const changed = await watchRow(scene, {
        table: 'membership',
        column: 'user_id',
        id: personId,
      });
      return async () => {
        const request = { kind: 'erase_member', reason: 'attack', detail: { personId } } as const;
        const failure = await runOwnOperation(scene, () =>
          requestOwnOperation(scene.attacker.ctx, request),
        );
        // A legal hold stands in its way, and the attacker's tenant has none.
        return failure === 'conflict' ? 'a hold of another tenant was met' : changed();
      };
    },
  },
  'operation retention': {
    locks: FIGURES,
    prepare: async (scene) => {
      await hadItsRetention(scene);
      const id = await makeConversation(scene, LONG_AGO);
      const changed = await watchRow(scene, { table: 'conversation', id });
      return async () => {
        const request = { kind: 'retention', reason: 'attack' } as const;
        await runOwnOperation(scene, () => requestOwnOperation(scene.attacker.ctx, request));
        return changed();
      };
    },
  },
  'operation rotate_keys': { locks: CONTENT, prepare: resealRows },
  'operation reindex': { locks: CONTENT, prepare: reindexVectors },
  'operation move': { locks: ['handle', 'assertion'], prepare: moveVectors },
};

let exported: Promise<string | undefined> | undefined;

/** The archive of the attacker's tenant: asked for, made by the worker and opened. Once for all who prepared it. */
function exportOwn(scene: MatrixScene): Attempt {
  exported = undefined;
  return () => {
    exported ??= readOwnExport(scene);
    return exported;
  };
}

async function readOwnExport(scene: MatrixScene): Promise<string | undefined> {
  const answer = await callAction(scene, EXPORT_ACTION, scene.double, [scene.attacker.slug]);
  const [, id] = /"value":"([0-9a-f-]{36})"/.exec(answer) ?? [];
  if (!id) throw new Error(`No export was begun: ${answer}`);
  await operationTried(scene, id);
  const archive = await download(scene, id).catch(absentOrRefused);
  return archive && scene.foundInTenant({ text: wordsOf(archive) });
}

/** The code of its failure, if it failed. */
async function runOwnOperation(
  scene: MatrixScene,
  request: () => Promise<string>,
): Promise<string | null> {
  const id = await request();
  await operationTried(scene, id);
  const [row] = await scene.attackerSql<{ failure_code: string | null }>(
    'select failure_code from tenant_operation where tenant_id = $1 and id = $2',
    [scene.attacker.ctx.tenantId, id],
  );
  return row?.failure_code ?? null;
}

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

/** So that the product's own daily run leaves the victim's old conversation alone. */
async function hadItsRetention({ victim, victimSql }: MatrixScene): Promise<void> {
  const { tenantId } = victim.ctx;
  const had = await victimSql(
    "select from tenant_operation where tenant_id = $1 and kind = 'retention'",
    [tenantId],
  );
  if (had.length === 0)
    await putRow('tenant_operation', {
      ...{ tenant_id: tenantId, id: newId(), kind: 'retention', state: 'done', reason: 'test' },
      created_at: now(),
    });
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
