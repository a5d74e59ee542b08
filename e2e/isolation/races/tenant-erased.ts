import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { noMeter } from '@/e2e/support/no-meter';
import { superuserClient } from '@/e2e/support/superuser-client';
import { filesOf, rowsOf } from '@/e2e/support/tenant-remains';
import { newId } from '@/lib/ids';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { indexChunks } from '@/lib/retrieval/index-chunks';
import { beginUpload } from '../calls';
import type { Scene } from '../case';
import { openAnswer, stopped } from './open-answer';
import { operationEnded, raceMember, raceTenant, stillSeen } from './race-tenant';

const PARTS = 130;

/**
 * A tenant is erased with two answers open, a document on its way through the product's worker, and a job of
 * another process that was cut off from everything and ends after the erasure. Nothing is left by any of them.
 */
export async function erasedTenant(scene: Scene): Promise<string[]> {
  const tenant = await raceTenant(scene);
  const { ctx, slug, tenantId, owner, folderId } = tenant;
  const member = await raceMember(scene, tenant);
  const operator = await makePlatformPerson('operator');
  const [a, b] = await Promise.all([
    openAnswer(scene, owner, slug, tenant.question),
    openAnswer(scene, member.visitor, slug, tenant.question),
  ]);
  const long = Array.from({ length: PARTS }, (_, n) => `The rope ${n} is thick.`).join('\n\n');
  await beginUpload(owner, slug, folderId, { name: 'Ropes.md', bytes: `# Ropes\n\n${long}` });
  const objects = tenantObjects(ctx);
  let state = 'not asked for';
  const late = await lateJob();
  const lateFile = await outcome(objects.put('original', newId(), Buffer.from('late')));
  const problems = [...(await stopped(scene, a)), ...(await stopped(scene, b))];
  return [
    ...problems,
    ...(state === 'gone' ? [] : [`the erasure ended as ${state}`]),
    ...[late, lateFile].filter((each) => each === 'done').map(() => 'a late write was taken'),
    ...(await stillSeen(scene, tenant, owner)),
    ...(await stillSeen(scene, tenant, member.visitor)),
    ...(await remains(tenantId)),
  ];

  /** Between two of its writes the erasure begins and ends. */
  function lateJob(): Promise<string> {
    const parts = Array.from({ length: PARTS }, (_, n) => ({
      id: newId(),
      text: `Late sentence ${n}.`,
    }));
    let erased: Promise<string> | undefined;
    return outcome(
      indexChunks(ctx, { id: newId(), folderId }, parts, {
        meter: noMeter,
        onProgress: async () => {
          erased ??= requestErase(operator, {
            tenantId,
            confirmation: slug,
            reason: 'The contract ended',
          }).then((id) => operationEnded(operator, id));
          state = await erased;
        },
      }),
    );
  }
}

function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    () => 'refused',
  );
}

async function remains(tenantId: string): Promise<string[]> {
  const superuser = await superuserClient();
  try {
    const rows = Object.entries(await rowsOf(superuser, tenantId));
    return [
      ...rows.map(([table, n]) => `${n} rows of ${table} are left`),
      ...filesOf(tenantId).map((file) => `${file} is left`),
    ];
  } finally {
    await superuser.end();
  }
}
