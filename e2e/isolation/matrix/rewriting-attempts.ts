import { newId } from '@/lib/ids';
import { activateVersion, olderVersions, prepareVersion } from '@/lib/keys/rotate-version';
import type { Operation } from '@/lib/operations/operation';
import { copyVectors } from '@/lib/placement/copy-vectors';
import { currentGeneration } from '@/lib/placement/vector-succession';
import { buildGeneration } from '@/lib/retrieval/build-generation';
import { resealColumn } from '@/lib/rotation/reseal-rows';
import { SEALED_COLUMNS } from '@/lib/rotation/sealed-columns';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';
import type { TenantVectorGeneration } from '@/lib/vectors/vector-store';
import { watchRow } from './action-attempts';
import { GatheredVectors } from './gathered-vectors';
import type { Attempt } from './path';
import type { MatrixScene } from './scene';
import { refusedByLock } from './store-paths';
import { makeGroup } from './throw-away';

/**
 * The parts of long work that read all of a tenant's content and write it anew, called here under the
 * attacker's proof: begun by the worker they would change the placement and the keys that other attempts use.
 */

const ALL = { signal: new AbortController().signal, onRows: async () => undefined };

/** The victim's sealed name, under a key of the attacker afterwards. */
export async function resealRows(scene: MatrixScene): Promise<Attempt> {
  const { ctx } = scene.attacker;
  const column = SEALED_COLUMNS.find(({ table }) => table === 'user_group');
  if (!column) throw new Error('Nothing of a group is sealed.');
  if (olderVersions(ctx).length === 0) await activateVersion(ctx, await prepareVersion(ctx));
  const changed = await watchRow(scene, { table: 'user_group', id: await makeGroup(scene) });
  const current = (olderVersions(ctx).at(-1) ?? 0) + 1;
  return async () => {
    const options = { ...ALL, current, onBatch: async () => undefined };
    await resealColumn(ctx, column, options).catch(refusedByLock);
    return changed();
  };
}

/** The victim's passages, embedded into the attacker's next generation. */
export async function reindexVectors(scene: MatrixScene): Promise<Attempt> {
  const { ctx } = scene.attacker;
  const target = new GatheredVectors();
  await copyVectors(await ownVectors(ctx), target, ALL);
  return async () => {
    // Told before each document: what has been shown need not go on to the last one.
    const enough = new AbortController();
    const told = async () => {
      if (foreign(scene, target)) enough.abort();
    };
    const operation = { ...operationOf(ctx), signal: enough.signal, note: told, progress: told };
    await buildGeneration(operation, target, undefined).catch((error: Error) =>
      enough.signal.aborted ? undefined : refusedByLock(error),
    );
    return foreign(scene, target);
  };
}

/** The victim's vectors, copied to where the attacker's move. */
export async function moveVectors(scene: MatrixScene): Promise<Attempt> {
  const { ctx } = scene.attacker;
  return async () => {
    const target = new GatheredVectors();
    await copyVectors(await ownVectors(ctx), target, ALL).catch(refusedByLock);
    return foreign(scene, target);
  };
}

function ownVectors(ctx: TenantContext): Promise<TenantVectorGeneration> {
  return tenantVectorGeneration(ctx, currentGeneration(ctx.placement));
}

function foreign({ victim }: MatrixScene, vectors: GatheredVectors): string | undefined {
  const documents = victim.ids.get('document') ?? [];
  return documents.some((id) => vectors.documentIds.has(id)) ? 'vectors of the victim' : undefined;
}

function operationOf(ctx: TenantContext): Operation {
  const { signal } = ALL;
  const told = async () => undefined;
  const asked = { requestedBy: ctx.principal.id, reason: 'attack', detail: {}, attempts: 1 };
  return { id: newId(), ctx, signal, progress: told, note: told, ...asked };
}
