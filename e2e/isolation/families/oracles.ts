import { makeAccount } from '@/e2e/support/make-account';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { inviteMember } from '@/lib/people/invite-member';
import { lexicalScores } from '@/lib/retrieval/search';
import { beginUpload } from '../calls';
import type { Case, Family, Scene } from '../case';

const FAMILY = 'oracles';
const PASSWORD = 'a password of their own';

/** What does not show a thing but tells that it is there. */
export const oracles: Family = (scene) => {
  const attacks: [string, (scene: Scene) => Promise<string[]>][] = [
    ['the name behind an address that was invited', invitedName],
    ['a file that another tenant has too', sameFile],
    ['counts of what may not be read', counts],
    ['scores that depend on what may not be read', scores],
    ['ids that tell their neighbours', ids],
    ['words of an error', errorText],
  ];
  return attacks.map(
    ([id, attack]): Case => ({
      ...{ id, family: FAMILY, covers: [], attack: () => attack(scene) },
      // A document that arrives between two statements is counted and not listed.
      ...(attack === counts && { alone: true }),
    }),
  );
};

/** Inviting an address tells nothing of whose it is. */
async function invitedName({ world, book }: Scene): Promise<string[]> {
  const { ctx, slug, visitor } = world.attacker;
  const name = `By ${book.plant('a bystander', 'name of a bystander')}`;
  const bystander = await makeAccount({ name, password: PASSWORD });
  await inviteMember(ctx, { email: bystander.email, name: 'As I call them', role: 'member' });
  const received = await Promise.all(
    ['people', 'audit', 'usage?by=user', 'documents/folders'].map((page) =>
      visitor.request(`/t/${slug}/${page}`),
    ),
  );
  return received.flatMap(({ text }) =>
    book.find(text, visitor.allowed).map(({ place, circle }) => `${place} of ${circle} surfaced`),
  );
}

async function sameFile({ world }: Scene): Promise<string[]> {
  const bytes = `# Lease\n\nThe lease ${newId()} ends in spring.`;
  const { victim, attacker } = world;
  const first = await beginUpload(victim.visitor, victim.slug, victim.openFolderId, {
    name: 'Lease.md',
    bytes,
  });
  const again = await attacker.visitor.request(
    `/api/t/${attacker.slug}/documents?folder=${attacker.openFolderId}`,
    {
      method: 'POST',
      headers: { 'content-type': 'text/markdown', 'x-file-name': 'Lease.md' },
      body: bytes,
    },
  );
  return [
    ...(again.status === 201 && again.body.includes('"alreadyHere":false')
      ? []
      : ['the answer tells that the file is known']),
    ...(again.body.includes(first) ? ['it names the other’s document'] : []),
  ];
}

async function counts({ world }: Scene): Promise<string[]> {
  const { memberVisitor, slug, restrictedIds } = world.attacker;
  const received = await memberVisitor.request(`/api/t/${slug}/documents?limit=100`);
  const { documents, counts: told } = JSON.parse(received.body) as {
    documents: { id: string }[];
    counts: { all: number };
  };
  return [
    ...(documents.some(({ id }) => restrictedIds.includes(id)) ? ['a hidden one is listed'] : []),
    ...(told.all === documents.length
      ? []
      : [`${told.all} are counted, ${documents.length} listed`]),
  ];
}

/** How rare a word is, is reckoned over what the person may read. */
async function scores({ world }: Scene): Promise<string[]> {
  const { ctx, member } = world.attacker;
  const [all, readable] = await Promise.all(
    [ctx, member].map((each) =>
      withTenantSql(each, (sql) =>
        sql<{ n: number }>('select count(*)::integer as n from chunk where tenant_id = :tenant'),
      ),
    ),
  );
  const secret = await lexicalScores(member, 'severance account of the board', {});
  return [
    ...(secret.scores.size === 0 ? [] : ['words of a hidden document have scores']),
    ...((readable?.[0]?.n ?? 0) < (all?.[0]?.n ?? 0) ? [] : ['nothing is hidden from the member']),
  ];
}

const SEQUENCE = /^\d+$|^0{8}-/;

async function ids({ world }: Scene): Promise<string[]> {
  const known = [...world.victim.ids].flatMap(([table, some]) =>
    some.map((id) => ({ table, id, head: Number.parseInt(id.slice(0, 8), 16) })),
  );
  const close = known.filter((a) =>
    known.some((b) => a !== b && a.id !== b.id && Math.abs(a.head - b.head) < 2),
  );
  return [
    ...known.filter(({ id }) => SEQUENCE.test(id)).map(({ table }) => `${table} counts its rows`),
    ...(close.length > 2 ? ['ids lie beside each other'] : []),
  ];
}

const INSIDE =
  /\bat \S+ \(|node_modules|\/lib\/|relation "|column "|syntax error|pg_|SELECT |ECONN|prisma/i;

/** What was not foreseen says nothing of what is inside. */
async function errorText({ world, manifest, book }: Scene): Promise<string[]> {
  const { slug, visitor } = world.attacker;
  const bodies = ['{', 'null', '[]', '{"question":{"$ne":null}}', '\u0000', '{"id":"\'; drop --"}'];
  const routes = manifest.routes.filter(({ pattern }) => !pattern.includes('[...'));
  const problems = await Promise.all(
    routes.flatMap(({ method, pattern }) =>
      (method === 'GET' ? [undefined] : bodies).map(async (body) => {
        const path = pattern.replace('[tenant]', slug).replace(/\[\w+\]/g, '%27%00');
        const received = await visitor.request(`${path}?from=%27&cursor=%00&limit=1e99`, {
          method,
          body,
          headers: { 'content-type': 'application/json', 'x-file-name': '%ff' },
        });
        const found = book.find(received.text, visitor.allowed);
        return [
          ...(received.status >= 500 ? [`${method} ${pattern}: status ${received.status}`] : []),
          ...(INSIDE.test(received.status >= 400 ? received.body : '')
            ? [`${method} ${pattern} tells: ${INSIDE.exec(received.body)?.[0]}`]
            : []),
          ...found.map(({ place }) => `${method} ${pattern}: ${place} surfaced`),
        ];
      }),
    ),
  );
  return [...new Set(problems.flat())];
}
