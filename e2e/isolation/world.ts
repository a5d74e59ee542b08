import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { createGroup } from '@/lib/documents/groups/create-group';
import { createSession } from '@/lib/identity/sessions';
import { addMember } from '@/lib/tenancy/add-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import type { CanaryBook } from './canaries';
import { makePlatformPeople } from './platform-people';
import type { Product } from './product';
import { Visitor } from './visitor';

/** One tenant with a secret in every place, and the ids an attacker might have learnt. */
export interface Party {
  slug: string;
  ctx: TenantContext;
  member: TenantContext;
  visitor: Visitor;
  memberVisitor: Visitor;
  /** Every id of every row, by table. */
  ids: Map<string, string[]>;
  /** Ids of what the party's own member must not reach. */
  restrictedIds: string[];
  /** Facts of its documents, as questions, with the number that answers them. */
  questions: string[];
}

export interface World {
  victim: Party;
  attacker: Party;
  /** Everyone who tries: people of the attacker's tenant, the platform's people, and nobody. */
  attackers: Visitor[];
}

/** Two tenants made through the product, each with canaries in names, text, questions and answers. */
export async function makeWorld(product: Product, book: CanaryBook): Promise<World> {
  const victim = await makeParty('victim', product, book);
  const attacker = await makeParty('attacker', product, book);
  const platform = await makePlatformPeople(product.url);
  const anonymous = await Visitor.create('anonymous', [], product.url, undefined);
  return {
    victim,
    attacker,
    attackers: [attacker.visitor, attacker.memberVisitor, ...platform, anonymous],
  };
}

async function makeParty(name: string, product: Product, book: CanaryBook): Promise<Party> {
  const made: MadeTenant = await makeTenant('enterprise');
  const { ctx, slug } = made;
  const email = `${name}-member-${slug}@example.test`;
  const { id: memberId } = await addMember(ctx, {
    email,
    name: `Member of ${name}`,
    role: 'member',
  });
  const memberSession = await createSession(memberId);
  const member = await verifyTenantSession(memberSession, slug);
  const circles = { all: name, owner: `${name} owner`, member: `${name} member` };
  const visitor = await Visitor.create(
    `${name}'s owner`,
    [circles.all, circles.owner],
    product.url,
    ctx.principal.id,
  );
  const memberVisitor = await Visitor.create(
    `${name}'s member`,
    [circles.all, circles.member],
    product.url,
    memberId,
  );

  const open = await createFolder(ctx, { name: `Open ${book.plant(circles.all, 'folder name')}` });
  const closed = await createFolder(ctx, {
    name: `Closed ${book.plant(circles.owner, 'restricted folder name')}`,
  });
  await setFolderAudience(ctx, {
    id: closed.id,
    audience: 'people',
    personIds: [ctx.principal.id],
  });
  await createGroup(ctx, { name: `Group ${book.plant(circles.all, 'group name')}` });

  const openFact = book.plantNumber(circles.all, 'fact of a document');
  const closedFact = book.plantNumber(circles.owner, 'fact of a restricted document');
  const openId = await upload(
    visitor,
    slug,
    open.id,
    `Report ${book.plant(circles.all, 'document name')}.md`,
    `# Boiler ${book.plant(circles.all, 'heading')}\n\nThe boiler room of the harbour office has the inventory number ${openFact}. The caretaker's password is ${book.plant(circles.all, 'document text')}.`,
  );
  const closedId = await upload(
    visitor,
    slug,
    closed.id,
    `Salaries ${book.plant(circles.owner, 'restricted document name')}.md`,
    `# Salaries\n\nThe severance account of the board has the number ${closedFact}. Its code word is ${book.plant(circles.owner, 'restricted document text')}.`,
  );
  const questions = [
    'What is the inventory number of the boiler room?',
    'What is the number of the severance account of the board?',
  ];
  for (const question of questions)
    await ask(visitor, slug, `${question} ${book.plant(circles.owner, 'question')}`);
  await ask(
    memberVisitor,
    slug,
    `${questions[0]} ${book.plant(circles.member, 'question of a member')}`,
  );

  return {
    slug,
    ctx,
    member,
    visitor,
    memberVisitor,
    questions,
    ids: await everyId(ctx),
    restrictedIds: [closed.id, closedId].concat(await chunkIds(ctx, closedId)),
  };

  async function chunkIds(owner: TenantContext, documentId: string): Promise<string[]> {
    const rows = await withTenantSql(owner, (sql) =>
      sql<{ id: string }>('select id from chunk where tenant_id = :tenant and document_id = $1', [
        documentId,
      ]),
    );
    if (openId === documentId) throw new Error('A restricted document has an id of its own.');
    return rows.map((row) => row.id);
  }
}

async function upload(
  visitor: Visitor,
  slug: string,
  folderId: string,
  name: string,
  text: string,
): Promise<string> {
  const received = await visitor.request(`/api/t/${slug}/documents?folder=${folderId}`, {
    method: 'POST',
    headers: { 'content-type': 'text/markdown', 'x-file-name': encodeURIComponent(name) },
    body: text,
  });
  if (received.status >= 300) throw new Error(`The upload was refused: ${received.text}`);
  const { document } = JSON.parse(received.body) as { document: { id: string } };
  for (;;) {
    const list = await visitor.request(`/api/t/${slug}/documents`);
    const { documents } = JSON.parse(list.body) as { documents: { id: string; stage: string }[] };
    const stage = documents.find((each) => each.id === document.id)?.stage;
    if (stage === 'indexed') return document.id;
    if (stage === 'failed' || stage === undefined) throw new Error(`The upload ended as ${stage}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function ask(visitor: Visitor, slug: string, question: string, extra: object = {}) {
  return visitor.request(`/api/t/${slug}/answers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question, ...extra }),
  });
}

const TABLES = [
  'folder',
  'document',
  'chunk',
  'user_group',
  'job',
  'conversation',
  'message',
  'citation',
  'request',
  'reservation',
  'ledger_entry',
  'audit_entry',
];

async function everyId(ctx: TenantContext): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  await withTenantSql(ctx, async (sql) => {
    for (const table of TABLES) {
      const rows = await sql<{ id: string }>(
        `select id from ${table} where tenant_id = :tenant order by id limit 3`,
      );
      ids.set(
        table,
        rows.map((row) => row.id),
      );
    }
    const people = await sql<{ user_id: string }>(
      'select user_id from membership where tenant_id = :tenant',
    );
    ids.set(
      'membership',
      people.map((row) => row.user_id),
    );
  });
  ids.set('tenant', [ctx.tenantId]);
  return ids;
}
