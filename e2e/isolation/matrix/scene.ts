import { setTimeout as sleep } from 'node:timers/promises';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makePerson } from '@/e2e/support/make-tenant';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { transaction } from '@/lib/db/transaction';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { setGroupMembers } from '@/lib/documents/groups/set-group-members';
import { createTag } from '@/lib/documents/tags/create-tag';
import { beginUpload } from '@/lib/documents/uploads/begin-upload';
import { adjustMonth } from '@/lib/finance/corrections/correct-ledger';
import { newId } from '@/lib/ids';
import { requestOwnExport } from '@/lib/lifecycle/export/request-export';
import { placeHold } from '@/lib/lifecycle/retention/legal-hold';
import { savePersona } from '@/lib/persona/persona';
import { plantNotifications } from '@/lib/security/self-test/plant-notifications';
import { addMember } from '@/lib/tenancy/add-member';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { writeToolSecret } from '@/lib/tools/tool-secret';
import { ask, upload } from '../calls';
import { CanaryBook } from '../canaries';
import type { Party } from '../party';
import type { Product } from '../product';
import { type PublishedAction, publishedActions } from '../published-actions';
import { type Received, Visitor } from '../visitor';
import { makeWorld } from '../world';
import { makeErased } from './fill-tables';
import { raiseAlert } from './raise-alert';
import { BOOKKEEPER } from './switch-database';

/** What the attempts work with. */
export interface MatrixScene {
  victim: Party;
  attacker: Party;
  /**
   * Owner of the attacker's tenant and a member of the victim's, so that what is kept for one person could
   * cross with that person. Acts in the attacker's tenant alone.
   */
  double: Visitor;
  /** Signed in, without any role of the platform. */
  outsider: Visitor;
  /** The same, whom a careless mint takes for finance. */
  bookkeeper: Visitor;
  book: CanaryBook;
  /** Of the victim's archive. */
  exportId: string;
  /** A fresh proof, for making what an attempt may ruin; one from before may be of a careless mint. */
  operator(): Promise<PlatformContext>;
  /** By `file#name`. */
  actions: Map<string, PublishedAction>;
  /** A statement as the victim's owner, past the gateway. */
  victimSql<Row extends object>(text: string, params?: unknown[]): Promise<Row[]>;
  attackerSql<Row extends object>(text: string, params?: unknown[]): Promise<Row[]>;
  /** What of the victim is in an answer to one of the attacker's tenant. */
  foundInTenant(received: Pick<Received, 'text'>): string | undefined;
  /** What of the victim is in an answer to somebody with no role of the platform. */
  foundOnPlatform(received: Pick<Received, 'text'>): string | undefined;
}

/** A fact that the attacker's own documents say nothing like, so that only the victim's can answer. */
export const ONLY_VICTIM = {
  question: 'Which telephone extension does the lighthouse keeper have?',
  answer: 'The lighthouse keeper has the telephone extension',
};

/** Its own members, of whom the double is one, see it in their list of workspaces. */
const SEEN_BY_MEMBERS = 'tenant name';

/** The world of the attack families, with a person of both tenants who asked something in the victim's. */
export async function makeScene(product: Product, pagesFolder: string): Promise<MatrixScene> {
  const book = new CanaryBook();
  const { victim, attacker } = await makeWorld(product, book);
  const { session } = await makePerson('operator');
  await addMember(victim.ctx, {
    email: attacker.ctx.principal.email,
    name: 'Double',
    role: 'member',
  });
  await ask(
    attacker.visitor,
    victim.slug,
    `${book.plant('victim double', 'title of a conversation')}: which number has the boiler room?`,
  );
  await upload(
    victim.visitor,
    victim.slug,
    victim.openFolderId,
    'Keeper.md',
    `${ONLY_VICTIM.answer} ${book.plantNumber('victim', 'fact of the victim alone')}.`,
  );
  const personaCanary = book.plant('victim', 'persona');
  await savePersona(victim.ctx, `Speak like ${personaCanary}.`);
  // A page or route that lists them has to open what the product sealed.
  await createTag(victim.ctx, { name: `Tag ${book.plant('victim', 'name of a tag')}` });
  await withTenantSql(victim.ctx, (sql) =>
    writeToolSecret(victim.ctx, sql, newId(), {
      host: 'tools.matrix.invalid',
      value: book.plant('victim', 'secret of a tool'),
    }),
  );
  await plantNotifications(victim.ctx, book.plant('victim', 'address of a webhook'));
  await beginUpload(victim.ctx, {
    name: `${book.plant('victim', 'name of an unfinished upload')}.txt`,
    mediaType: '',
    bytes: 100,
  });
  await placeHold(victim.ctx, {
    // Of somebody whose conversations nobody here touches.
    personId: victim.member.principal.id,
    reason: `Dispute ${book.plant('victim', 'reason of a legal hold')}`,
  });
  await raiseAlert(victim.ctx, 'the isolation suite');
  await adjustMonth(await makePlatformPerson('finance'), {
    entryId: newId(),
    tenantId: victim.ctx.tenantId,
    month: now().toISOString().slice(0, 7),
    priceNano: '-1000000000',
    reason: `Goodwill ${book.plant('victim ledger', 'reason of an adjustment')}`,
  });
  const bookkeeper = await makePerson(undefined, BOOKKEEPER);
  await makeErased(book.plant('victim erased', 'name of an erased tenant'));
  const exportId = await requestOwnExport(victim.ctx);
  const exportEnded = `select from tenant_operation where id = $1 and state in ('done', 'failed')`;
  while ((await rawSql(victim.ctx, exportEnded, [exportId])).length === 0) await sleep(100);
  const groupIds = victim.ids.get('user_group') ?? [];
  const memberIds = [victim.ctx.principal.id];
  for (const id of groupIds) await setGroupMembers(victim.ctx, { id, memberIds });
  await setFolderAudience(victim.ctx, { id: victim.openFolderId, audience: 'groups', groupIds });
  const own = new Set(
    book.planted.map(({ circle }) => circle).filter((circle) => !circle.startsWith('victim')),
  );
  const found = ({ text }: Pick<Received, 'text'>, exceptPlace?: string) => {
    const canary = book.find(text, own).find(({ place }) => place !== exceptPlace);
    return canary && `${canary.place} of ${canary.circle}`;
  };
  return {
    victim,
    attacker,
    exportId,
    double: attacker.visitor,
    outsider: attacker.memberVisitor,
    bookkeeper: await Visitor.create('bookkeeper', [], product.url, bookkeeper.id),
    book,
    operator: () => verifyPlatformSession(session),
    actions: publishedActions(pagesFolder),
    victimSql: (text, params) => rawSql(victim.ctx, text, params),
    attackerSql: (text, params) => rawSql(attacker.ctx, text, params),
    foundInTenant: (received) => found(received, SEEN_BY_MEMBERS),
    foundOnPlatform: (received) => found(received),
  };
}

async function rawSql<Row extends object>(
  ctx: TenantContext,
  text: string,
  params: unknown[] = [],
): Promise<Row[]> {
  const token = await ctx.databaseToken();
  return transaction('app', token, async (client) => (await client.query<Row>(text, params)).rows);
}
