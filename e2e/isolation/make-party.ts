import { keyDraft } from '@/e2e/support/key-text';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { createKey } from '@/lib/api-keys/create-key';
import { renameConversation } from '@/lib/chat/change-conversation';
import { readConversation } from '@/lib/chat/queries';
import { editPolicy } from '@/lib/console/edit-policy';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { createGroup } from '@/lib/documents/groups/create-group';
import { giveFeedback } from '@/lib/feedback/give-feedback';
import { createSession } from '@/lib/identity/sessions';
import { addMember } from '@/lib/tenancy/add-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { ask, upload } from './calls';
import type { CanaryBook } from './canaries';
import { everyId } from './every-id';
import type { Party } from './party';
import { knownToPlatform } from './platform-people';
import type { Product } from './product';
import { Visitor } from './visitor';

interface Circles {
  /** Everyone of the tenant. */
  all: string;
  owner: string;
  member: string;
  /** Everyone of the tenant and the platform's people. */
  platform: string;
}

/** A tenant with an owner and a member, a canary of its own in each place that somebody can write to. */
export async function makeParty(name: string, product: Product, book: CanaryBook): Promise<Party> {
  const circles: Circles = {
    all: name,
    owner: `${name} owner`,
    member: `${name} member`,
    platform: knownToPlatform(name),
  };
  const { ctx, slug } = await makeTenant('enterprise', {
    tenant: `Company ${book.plant(circles.platform, 'tenant name')}`,
    owner: `Owner ${book.plant(circles.platform, 'name of an owner')}`,
    reason: `Signed ${book.plant(circles.platform, 'reason of the creation')}`,
  });
  await changePolicy(ctx, book.plant(circles.platform, 'reason of a policy'));
  const { id: memberId } = await addMember(ctx, {
    email: `${book.plant(circles.platform, 'address of a member')}@example.test`,
    // What a spreadsheet would run.
    name: `=1+1 Member ${book.plant(circles.platform, 'name of a member')}`,
    role: 'member',
  });
  const member = await verifyTenantSession(await createSession(memberId), slug);
  const person = (who: string, id: string, own: string) =>
    Visitor.create(`${name}'s ${who}`, [circles.all, circles.platform, own], product.url, id);
  const visitor = await person('owner', ctx.principal.id, circles.owner);
  const memberVisitor = await person('member', memberId, circles.member);

  await createKey(
    ctx,
    keyDraft({ name: `Key ${book.plant(circles.owner, 'name of a key')}`, scopes: ['usage'] }),
  );
  const library = await makeLibrary(ctx, visitor, circles, book);
  await converse(ctx, { visitor, memberVisitor }, circles, book);
  return {
    slug,
    ctx,
    member,
    visitor,
    memberVisitor,
    questions: QUESTIONS,
    ids: await everyId(ctx),
    openFolderId: library.openFolderId,
    restrictedIds: library.restrictedIds,
  };
}

const QUESTIONS = [
  'What is the inventory number of the boiler room?',
  'What is the number of the severance account of the board?',
];

async function changePolicy(ctx: TenantContext, canary: string): Promise<void> {
  const before = PLAN_DEFAULTS[ctx.plan];
  await editPolicy(await makePlatformPerson('operator'), {
    tenantId: ctx.tenantId,
    basedOn: ctx.policyVersion,
    policy: { ...before, maxDocuments: before.maxDocuments + 1 },
    reason: `Agreed ${canary}`,
  });
}

async function makeLibrary(
  ctx: TenantContext,
  visitor: Visitor,
  circles: Circles,
  book: CanaryBook,
): Promise<Pick<Party, 'openFolderId' | 'restrictedIds'>> {
  const { slug } = ctx;
  const open = await createFolder(ctx, { name: `Open ${book.plant(circles.all, 'folder name')}` });
  const closed = await createFolder(ctx, {
    name: `Closed ${book.plant(circles.owner, 'restricted folder name')}`,
  });
  const personIds = [ctx.principal.id];
  await setFolderAudience(ctx, { id: closed.id, audience: 'people', personIds });
  await createGroup(ctx, { name: `Group ${book.plant(circles.all, 'group name')}` });
  await upload(
    visitor,
    slug,
    open.id,
    `Report ${book.plant(circles.all, 'document name')}.md`,
    `# Boiler ${book.plant(circles.all, 'heading')}\n\nThe boiler room of the harbour office has the inventory number ${book.plantNumber(circles.all, 'fact of a document')}. It was last inspected by ${book.plantName(circles.all, 'person in a document')}. The caretaker's password is ${book.plant(circles.all, 'document text')}.`,
  );
  const closedId = await upload(
    visitor,
    slug,
    closed.id,
    `Salaries ${book.plant(circles.owner, 'restricted document name')}.md`,
    `# Salaries\n\nThe severance account of the board has the number ${book.plantNumber(circles.owner, 'fact of a restricted document')}. Its code word is ${book.plant(circles.owner, 'restricted document text')}.`,
  );
  return {
    openFolderId: open.id,
    restrictedIds: [closed.id, closedId, ...(await chunkIds(ctx, closedId))],
  };
}

async function chunkIds(ctx: TenantContext, documentId: string): Promise<string[]> {
  const rows = await withTenantSql(ctx, (sql) =>
    sql<{ id: string }>('select id from chunk where tenant_id = :tenant and document_id = $1', [
      documentId,
    ]),
  );
  return rows.map((row) => row.id);
}

async function converse(
  ctx: TenantContext,
  people: Pick<Party, 'visitor' | 'memberVisitor'>,
  circles: Circles,
  book: CanaryBook,
): Promise<void> {
  for (const question of QUESTIONS) {
    await ask(people.visitor, ctx.slug, `${question} ${book.plant(circles.owner, 'question')}`);
  }
  const titled = await ask(people.visitor, ctx.slug, QUESTIONS[0] ?? '');
  const conversationId = /"conversationId":"([^"]+)"/.exec(titled.body)?.[1] ?? '';
  const title = `Inventory ${book.plant(circles.owner, 'title of a conversation')}`;
  await renameConversation(ctx, conversationId, title);
  const { messages } = await readConversation(ctx, conversationId);
  await giveFeedback(ctx, {
    messageId: messages.find(({ author }) => author === 'assistant')?.id ?? '',
    rating: 'down',
    text: `Not quite: ${book.plant(circles.owner, 'feedback')}`,
  });
  const asked = `${QUESTIONS[0]} ${book.plant(circles.member, 'question of a member')}`;
  await ask(people.memberVisitor, ctx.slug, asked);
}
