import { ask, beginUpload } from '../calls';
import type { Case, Family, Scene } from '../case';

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

async function uploads({ world }: Scene): Promise<string[]> {
  const { attacker, victim } = world;
  const file = (n: number) => ({
    name: `flood ${n}.md`,
    bytes: `# Flood ${n}\n\n${'x '.repeat(9)}`,
  });
  const flood = Array.from({ length: MANY }, (_, n) =>
    beginUpload(attacker.visitor, attacker.slug, attacker.openFolderId, file(n)).catch(() => ''),
  );
  const own = await beginUpload(victim.visitor, victim.slug, victim.openFolderId, file(-1)).catch(
    (error: Error) => error,
  );
  await Promise.all(flood);
  return own instanceof Error ? [`the victim was refused: ${own.message.slice(0, 200)}`] : [];
}

/** The numbers of one tenant's own page do not move with another's use. */
async function counters({ world }: Scene): Promise<string[]> {
  const { attacker, victim } = world;
  const used = async () => (await victim.visitor.request(`/api/t/${victim.slug}/usage.csv`)).body;
  const before = await used();
  const tenantId = victim.ctx.tenantId;
  await ask(attacker.visitor, attacker.slug, attacker.questions[0] ?? '', {
    tenantId,
    budget: { scope: 'tenant', scopeId: tenantId },
    userId: victim.ctx.principal.id,
  });
  return (await used()) === before ? [] : ['the victim’s use has changed'];
}
