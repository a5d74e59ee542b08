import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { upload } from '../calls';
import type { Scene } from '../case';
import { type Received, Visitor } from '../visitor';

/** A workspace for one race, since some do not outlive it. */
export interface RaceTenant extends MadeTenant {
  tenantId: string;
  owner: Visitor;
  documentId: string;
  /** Answered by its one document. */
  question: string;
}

export interface RaceMember {
  id: string;
  session: string;
  visitor: Visitor;
}

export async function raceTenant({ book, product }: Scene): Promise<RaceTenant> {
  const made = await makeTenant('professional');
  const circle = made.slug;
  const owner = await Visitor.withToken(`owner of ${circle}`, [circle], product.url, made.session);
  const word = (place: string) => book.plant(circle, `${place} of a race`);
  const text = `# Crane ${word('heading')}\n\nThe harbour crane ${word('text')} lifts forty tons.`;
  const name = `Crane ${word('document name')}.md`;
  const documentId = await upload(owner, made.slug, made.folderId, name, text);
  return {
    ...made,
    tenantId: made.ctx.tenantId,
    owner,
    documentId,
    question: 'How much does the harbour crane lift?',
  };
}

export async function raceMember(
  { product }: Scene,
  tenant: RaceTenant,
  role: 'admin' | 'member' = 'member',
): Promise<RaceMember> {
  const { id, session } = await makeMember(tenant, role);
  const visitor = await Visitor.withToken('a colleague', [tenant.slug], product.url, session);
  return { id, session, visitor };
}

/** Canaries in any answer that somebody gets who may not see anything any more. */
export async function stillSeen(
  { book }: Scene,
  { slug, documentId }: RaceTenant,
  visitor: Visitor,
): Promise<string[]> {
  const paths = [
    `/api/t/${slug}/documents`,
    `/api/t/${slug}/documents/${documentId}/text`,
    `/t/${slug}/documents/${documentId}`,
    `/t/${slug}`,
  ];
  const received = await Promise.all(paths.map((path) => visitor.request(path)));
  return received.flatMap((each: Received, n) =>
    book.find(each.text, new Set()).map(({ place }) => `${paths[n]} still shows ${place}`),
  );
}

const POLL_MS = 50;

/** How an operation that the product runs has ended; `gone` when its tenant is. */
export async function operationEnded(operator: PlatformContext, id: string): Promise<string> {
  const why = { action: 'operations.read', reason: 'a race', fold: '1 hour' };
  for (;;) {
    const [row] = await withPlatform(operator, why, (sql) =>
      sql<{ state: string }>('select state from tenant_operation where id = $1', [id]),
    );
    if (!row) return 'gone';
    if (!['queued', 'running'].includes(row.state)) return row.state;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Until reads go to another generation of the tenant's vectors; the operation itself goes on for a while. */
export async function promoted({ ctx, session, slug }: RaceTenant): Promise<void> {
  const generation = async () =>
    (await verifyTenantSession(session, slug)).placement.vectorGeneration;
  while ((await generation()) === ctx.placement.vectorGeneration) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
