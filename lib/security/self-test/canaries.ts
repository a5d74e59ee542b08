import { listConversations } from '@/lib/chat/queries';
import { saveQuestion } from '@/lib/chat/save-exchange';
import { withPlatform } from '@/lib/db/platform-sql';
import { getDocument, listDocuments } from '@/lib/documents/queries';
import { uploadDocument } from '@/lib/documents/upload-document';
import { AppError } from '@/lib/errors';
import { createSession, revokeSession } from '@/lib/identity/sessions';
import { newId, newSecret } from '@/lib/ids';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { provisionTenant } from '@/lib/tenancy/provision-tenant';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';

/** One of the two tenants that exist for the self-test alone, as its owner. */
export interface Canary {
  ctx: TenantContext;
  slug: string;
  session: string;
  documentId: string;
  conversationId: string;
  /** Stands in its document's name and text and in its question, and nowhere else. */
  word: string;
}

const REASON = 'For the self-test of this installation';
const INDEXING_MS = 60_000;
const POLL_MS = 200;

/** Both canaries with something to steal, made when the first test is run. End them with `leaveCanaries`. */
export async function enterCanaries(ctx: PlatformContext): Promise<[Canary, Canary]> {
  const one = await enter(ctx, 1);
  try {
    return [one, await enter(ctx, 2)];
  } catch (error) {
    await leaveCanaries([one]);
    throw error;
  }
}

export async function leaveCanaries(canaries: readonly Canary[]): Promise<void> {
  await Promise.all(canaries.map(({ session }) => revokeSession(session)));
}

async function enter(platform: PlatformContext, number: 1 | 2): Promise<Canary> {
  const known = await find(platform, number);
  const { slug, ownerId } = known ?? (await make(platform, number));
  const session = await createSession(ownerId);
  try {
    const ctx = await verifyTenantSession(session, slug);
    const document = await plantDocument(ctx);
    const conversationId = await plantQuestion(ctx, document.word);
    return { ctx, slug, session, documentId: document.id, word: document.word, conversationId };
  } catch (error) {
    await revokeSession(session);
    throw error;
  }
}

async function find(platform: PlatformContext, number: number) {
  const why = { action: 'self_test.prepare', reason: REASON };
  const [row] = await withPlatform(platform, why, (sql) =>
    sql<{ slug: string; owner_id: string }>(
      `select t.slug, m.user_id as owner_id from tenant t
       join membership m on m.tenant_id = t.id and m.role = 'owner'
       where t.canary and t.state = 'active' and t.slug like $1 order by t.created_at limit 1`,
      [`canary-${number}-%`],
    ),
  );
  return row && { slug: row.slug, ownerId: row.owner_id };
}

async function make(platform: PlatformContext, number: 1 | 2) {
  const slug = `canary-${number}-${newId().slice(0, 8)}`;
  // Nobody can have invited or entered an address that nobody can guess.
  const ownerEmail = `${newId()}@self-test.invalid`;
  const { tenantId, ownerId } = await provisionTenant(platform, {
    slug,
    name: `Canary ${number} (self-test)`,
    plan: 'free',
    tier: 'namespace',
    timeZone: 'UTC',
    ownerEmail,
    ownerName: `Canary ${number}`,
    demo: false,
    reason: REASON,
  });
  const why = { action: 'self_test.prepare', reason: REASON, tenantId };
  await withPlatform(platform, why, (sql) => sql('select tenancy.become_canary($1)', [tenantId]));
  return { slug, ownerId };
}

const WORD = /canary[0-9a-f]{32}/;

async function plantDocument(ctx: TenantContext): Promise<{ id: string; word: string }> {
  const { documents } = await listDocuments(ctx);
  for (const document of documents) {
    const word = WORD.exec(document.name)?.[0];
    if (word && document.stage === 'indexed') return { id: document.id, word };
  }
  const word = `canary${Buffer.from(newSecret(), 'base64url').toString('hex').slice(0, 32)}`;
  const text = `The lighthouse keeper's pass phrase is ${word}. Nobody else knows it.`;
  const { document } = await uploadDocument(ctx, {
    name: `${word}.txt`,
    mediaType: 'text/plain',
    bytes: Buffer.from(text),
  });
  await indexed(ctx, document.id);
  return { id: document.id, word };
}

async function indexed(ctx: TenantContext, id: string): Promise<void> {
  const until = performance.now() + INDEXING_MS;
  for (;;) {
    const { stage } = await getDocument(ctx, id);
    if (stage === 'indexed') return;
    if (stage === 'failed' || performance.now() > until)
      throw new AppError('store_unavailable', 'The worker did not index the canary’s document.');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function plantQuestion(ctx: TenantContext, word: string): Promise<string> {
  const [known] = await listConversations(ctx);
  if (known) return known.id;
  return (await saveQuestion(ctx, undefined, `Who knows ${word}?`, newId())).id;
}
