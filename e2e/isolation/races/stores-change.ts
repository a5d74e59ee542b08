import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { moveAsTwo } from '@/e2e/support/move-as-two';
import { superuserClient } from '@/e2e/support/superuser-client';
import { rowsOf } from '@/e2e/support/tenant-remains';
import { deleteDocument } from '@/lib/documents/delete-document';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { requestReindex } from '@/lib/placement/request-reindex';
import type { PlatformContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { ask, upload } from '../calls';
import type { Scene } from '../case';
import { finished, openAnswer } from './open-answer';
import { promoted, type RaceTenant, raceTenant } from './race-tenant';

/** The document is deleted while the model has its text. */
export async function deletedDuringAnswer(scene: Scene): Promise<string[]> {
  const { book } = scene;
  const tenant = await raceTenant(scene);
  const { ctx, slug, owner, documentId, question } = tenant;
  const answer = await openAnswer(scene, owner, slug, question);
  await deleteDocument(ctx, { id: documentId });
  const problems = await finished(answer);
  const received = [
    await ask(owner, slug, question),
    await owner.request(`/t/${slug}/c/${answer.conversationId}`),
    await owner.request(`/api/t/${slug}/documents`),
  ];
  return [
    ...problems,
    ...foreignIn(scene, tenant, await answer.ended),
    ...received.flatMap(({ text }, n) =>
      book
        .find(text, new Set())
        .map(({ place }) => `after the deletion, request ${n + 1} shows ${place}`),
    ),
    ...(await remainsOf(tenant)),
  ];
}

/** The index is built anew and promoted between two words of an answer; one document arrives meanwhile. */
export function reindexedDuringAnswer(scene: Scene): Promise<string[]> {
  return during(scene, (operator, { tenantId }) =>
    requestReindex(operator, { tenantId, reason: 'a race' }),
  );
}

/** The same with a move to the shared collection. */
export function movedDuringAnswer(scene: Scene): Promise<string[]> {
  return during(scene, (operator, { tenantId }) =>
    moveAsTwo(operator, {
      tenantId,
      target: { databaseTier: 'shared', vectorStore: 'lancedb', vectorTier: 'shared' },
      reason: 'a race',
    }),
  );
}

async function during(
  scene: Scene,
  begin: (operator: PlatformContext, tenant: RaceTenant) => Promise<string>,
): Promise<string[]> {
  const { book } = scene;
  const tenant = await raceTenant(scene);
  const { slug, owner, question, folderId, session } = tenant;
  const operator = await makePlatformPerson('operator');
  const answer = await openAnswer(scene, owner, slug, question);
  const before = await tenantVectors(tenant.ctx).count();
  const text = `# Winch\n\nThe winch of the crane pulls ${book.plant(slug, 'text added in a race')}.`;
  const [, added, meanwhile] = await Promise.all([
    begin(operator, tenant).then(() => promoted(tenant)),
    upload(owner, slug, folderId, 'Winch.md', text),
    ask(owner, slug, question),
  ]);
  const problems = await finished(answer);
  const later = await Promise.all(
    [question, 'What does the winch of the crane pull?'].map((each) => ask(owner, slug, each)),
  );
  const ctx = await verifyTenantSession(session, slug);
  const vectors = tenantVectors(ctx);
  const all = await vectors.count();
  await vectors.removeDocument(added);
  const left = await vectors.count();
  return [
    ...problems,
    ...[meanwhile, ...later].flatMap(({ text: shown }, n) => [
      ...(book.find(shown, new Set()).length > 0 ? [] : [`answer ${n + 1} found nothing`]),
      ...book
        .find(shown, owner.allowed)
        .map(({ place, circle }) => `answer ${n + 1}: ${place} of ${circle} surfaced`),
    ]),
    ...foreignIn(scene, tenant, await answer.ended),
    ...(all > before && left === before
      ? []
      : [`of ${before} vectors and one more document ${all} are there, ${left} without it`]),
  ];
}

function foreignIn({ book }: Scene, { owner }: RaceTenant, received: string): string[] {
  return book
    .find(received, owner.allowed)
    .map(({ place, circle }) => `the open answer: ${place} of ${circle} surfaced`);
}

/** The row of a finished job stays for a while; it holds ids and times. */
const OF_A_DOCUMENT = ['document', 'chunk', 'lexical_posting'];

/** What is left of the only document of the tenant, in each store. */
async function remainsOf({ ctx, documentId }: RaceTenant): Promise<string[]> {
  const superuser = await superuserClient();
  try {
    const rows = await rowsOf(superuser, ctx.tenantId);
    const [vectors, ...files] = await Promise.all([
      tenantVectors(ctx).count(),
      tenantObjects(ctx).get('original', documentId),
      tenantObjects(ctx).get('text', documentId),
    ]);
    return [
      ...OF_A_DOCUMENT.filter((table) => rows[table]).map((table) => `rows of ${table} are left`),
      ...(vectors === 0 ? [] : [`${vectors} vectors are left`]),
      ...(files.some(Boolean) ? ['a file is left'] : []),
    ];
  } finally {
    await superuser.end();
  }
}
