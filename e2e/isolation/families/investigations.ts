import { makePerson } from '@/e2e/support/make-tenant';
import { newId } from '@/lib/ids';
import type { Case, Family, Scene } from '../case';
import { knownToPlatform } from '../platform-people';
import { type Received, Visitor } from '../visitor';

const FAMILY = 'confused deputy';
const BETWEEN = 'from=2020-01-01&to=2030-01-01T00:00Z';
const CONSOLE = 'page /console/forensics';
const CONSOLE_FILE = 'route GET /api/console/forensics.csv';
const PORTAL = 'page /t/[tenant]/audit/seen';
const PORTAL_FILE = 'route GET /api/t/[tenant]/audit/seen.csv';

/** Who saw what: operators learn ids and nothing of content, and a tenant nothing of another. */
export const investigations: Family = (scene) => {
  const attacks: [string, string[], () => Promise<string[]>][] = [
    ['content in what operators find', [CONSOLE, CONSOLE_FILE], () => byOperator(scene)],
    ['a document of another tenant', [PORTAL, PORTAL_FILE], () => byStranger(scene)],
    [
      'filters that are no ids',
      [CONSOLE, CONSOLE_FILE, PORTAL, PORTAL_FILE],
      () => byFilter(scene),
    ],
  ];
  return attacks.map(
    ([id, covers, attack]): Case => ({
      id: `investigations: ${id}`,
      family: FAMILY,
      covers,
      attack,
    }),
  );
};

function surfaced(scene: Scene, visitor: Visitor, received: readonly Received[]): string[] {
  return received.flatMap(({ text }) =>
    scene.book
      .find(text, visitor.allowed)
      .map(({ place, circle }) => `${place} of ${circle} surfaced`),
  );
}

/** As a browser and as the router ask, and as a file. */
function asked(visitor: Visitor, page: string, file: string, query: string): Promise<Received[]> {
  return Promise.all([
    visitor.request(`${page}?${query}`),
    visitor.request(`${page}?${query}`, { headers: { rsc: '1' } }),
    visitor.request(`${file}?${query}`),
  ]);
}

async function operator({ product }: Scene): Promise<Visitor> {
  const { id } = await makePerson('operator');
  const parties = ['victim', 'attacker', 'a paused company'].map(knownToPlatform);
  return Visitor.create('operator', parties, product.url, id);
}

const onConsole = (visitor: Visitor, query: string) =>
  asked(visitor, '/console/forensics', '/api/console/forensics.csv', query);

async function byOperator(scene: Scene): Promise<string[]> {
  const visitor = await operator(scene);
  const { ctx, ids } = scene.world.victim;
  const received: Received[] = [];
  for (const document of (ids.get('document') ?? []).slice(0, 3))
    received.push(
      ...(await onConsole(visitor, `tenant=${ctx.tenantId}&document=${document}&${BETWEEN}`)),
    );
  const month = new Date().toISOString().slice(0, 7);
  const line = `tenant=${ctx.tenantId}&month=${month}&line=claude-haiku-5-5`;
  received.push(...(await onConsole(visitor, line)));
  for (const path of ['/console/health', '/console/flags', '/console/incidents'])
    received.push(await visitor.request(path));
  return surfaced(scene, visitor, received);
}

/** Foreign and absent documents are answered alike: nobody saw them. */
async function byStranger(scene: Scene): Promise<string[]> {
  const { attacker, victim } = scene.world;
  const visitor = attacker.visitor;
  const of = (document: string) =>
    asked(
      visitor,
      `/t/${attacker.slug}/audit/seen`,
      `/api/t/${attacker.slug}/audit/seen.csv`,
      `document=${document}&${BETWEEN}`,
    );
  const [foreign = newId()] = victim.ids.get('document') ?? [];
  const received = await of(foreign);
  const absent = await of(newId());
  const same =
    received.at(-1)?.body === absent.at(-1)?.body
      ? []
      : ['a foreign document is told from an absent one'];
  return [...surfaced(scene, visitor, received), ...same];
}

async function byFilter(scene: Scene): Promise<string[]> {
  const visitor = scene.world.attacker.visitor;
  const { slug } = scene.world.attacker;
  const received: Received[] = [];
  for (const document of ["' or true --", '%00', '[]', '../../', `${newId()}' or '1'='1`]) {
    const query = `document=${encodeURIComponent(document)}&${BETWEEN}`;
    received.push(
      ...(await asked(visitor, `/t/${slug}/audit/seen`, `/api/t/${slug}/audit/seen.csv`, query)),
      ...(await onConsole(visitor, `tenant=${scene.world.victim.ctx.tenantId}&${query}`)),
    );
  }
  const broken = received.filter(({ status }) => status >= 500).map(() => 'a filter breaks a page');
  return [...surfaced(scene, visitor, received), ...broken];
}
