import { request as httpRequest } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { ask, beginUpload } from '../calls';
import type { Case, Family, Scene } from '../case';
import type { Party } from '../party';

const FAMILY = 'limits';

/** What one tenant spends is not taken from another, whatever limit it is. */
export const limits: Family = (scene) => {
  const covers = scene.manifest.routes
    .filter((route) => route.method === 'POST' && /\/(answers|documents)$/.test(route.pattern))
    .map((route) => route.id);
  const attacks: [string, (scene: Scene) => Promise<string[]>][] = [
    ['all the answers that a tenant may have at once', answers],
    ['all the uploads that a tenant may have at once', uploads],
    ['a budget that names another’s', counters],
  ];
  return attacks.map(
    ([id, attack]): Case => ({
      id,
      family: FAMILY,
      covers,
      alone: true,
      attack: () => attack(scene),
    }),
  );
};

const MANY = 24;

async function answers({ world }: Scene): Promise<string[]> {
  const { attacker, victim } = world;
  const flood = Array.from({ length: MANY }, () =>
    ask(attacker.visitor, attacker.slug, attacker.questions[0] ?? ''),
  );
  const own = await ask(victim.visitor, victim.slug, victim.questions[0] ?? '');
  const refused = (await Promise.all(flood)).filter(({ body }) => body.includes('_limited'));
  return [
    ...(own.body.includes('"type":"done"')
      ? []
      : [`the victim was refused: ${own.body.slice(0, 200)}`]),
    ...(refused.length > 0 ? [] : ['the attacker was never refused, so nothing was tried']),
  ];
}

/** Every place is taken by a file that does not come to its end; then nobody but its tenant waits for one. */
async function uploads({ world }: Scene): Promise<string[]> {
  const { attacker, victim } = world;
  const held = Array.from({ length: MANY }, (_, n) => beginHeldUpload(attacker, n));
  const file = (n: number) => ({ name: `flood ${n}.md`, bytes: `# Flood ${n}\n\nof files` });
  const upload = ({ visitor, slug, openFolderId }: Party, n: number) =>
    beginUpload(visitor, slug, openFolderId, file(n)).then(
      () => 'accepted',
      (error: Error) => error.message,
    );
  const limited = async () => (await upload(attacker, newNumber())).includes('concurrency_limited');
  let spent = false;
  for (let n = 0; n < MANY && !spent; n++) spent = await limited();
  const own = await upload(victim, newNumber());
  const stillSpent = await limited();
  for (const each of held) each.end();
  await Promise.all(held.map((each) => each.closed));
  return [
    ...(spent && stillSpent ? [] : ['the attacker was never refused, so nothing was tried']),
    ...(own === 'accepted' ? [] : [`the victim was refused: ${own.slice(0, 200)}`]),
    ...((await limited()) ? ['the places are not given back'] : []),
  ];
}

let numbers = 0;
const newNumber = () => MANY + numbers++;

/** The beginning of a file, until `end`. */
function beginHeldUpload(party: Party, n: number): { end(): void; closed: Promise<void> } {
  const { visitor, slug, openFolderId } = party;
  const asked = httpRequest(`${visitor.origin}/api/t/${slug}/documents?folder=${openFolderId}`, {
    method: 'POST',
    agent: false,
    headers: visitor.headers({ 'content-type': 'text/markdown', 'x-file-name': `held-${n}.md` }),
  });
  const closed = new Promise<void>((resolve) => asked.once('close', resolve));
  // One that was refused is cut off.
  asked.on('error', () => undefined);
  asked.on('response', (response) => response.resume());
  asked.write(`# Held ${n}\n\n`);
  return { end: () => asked.end(), closed };
}

/** The numbers of one tenant's own page do not move with another's use; what it uploaded before may still be embedded. */
async function counters({ world }: Scene): Promise<string[]> {
  const { attacker, victim } = world;
  const used = async () => {
    const { body } = await victim.visitor.request(`/api/t/${victim.slug}/usage.csv?by=feature`);
    return body.split('\n').filter((line) => !/^(ingest|Total),/.test(line));
  };
  const before = await used();
  if (!before.some((line) => line.startsWith('chat,'))) return ['the victim has no use to watch'];
  const tenantId = victim.ctx.tenantId;
  await ask(attacker.visitor, attacker.slug, attacker.questions[0] ?? '', {
    tenantId,
    budget: { scope: 'tenant', scopeId: tenantId },
    userId: victim.ctx.principal.id,
  });
  return isDeepStrictEqual(await used(), before) ? [] : ['the victim’s use has changed'];
}
