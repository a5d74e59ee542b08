import type { Case, Family, Scene } from '../case';
import type { Page, Route } from '../manifest';
import { comparable, firstDifference } from '../same-answer/comparable';
import { absent, fillPath, hostileQuery, type Target } from '../targets';
import type { Received } from '../visitor';

/** A day that is over: what a page shows of it does not move with the clock. */
const DAYS = 'from=2026-01-01&to=2026-01-02';

/**
 * The attacker's own lists and pages, narrowed to another tenant's row: they answer as if it did not exist.
 * Alone, since a page of the workspace shows what happens in it.
 */
export const queryReferences: Family = (scene) =>
  [...scene.manifest.routes.filter(({ method }) => method === 'GET'), ...scene.manifest.pages]
    .filter(({ pattern }) => pattern.includes('[tenant]') && !/\[(?!tenant\])/.test(pattern))
    .map(
      (item): Case => ({
        id: `${item.id} narrowed to another tenant's row`,
        family: 'object references',
        covers: [item.id],
        alone: true,
        attack: () => narrowed(scene, item),
      }),
    );

const TRIES = 3;

async function narrowed({ world, book }: Scene, item: Route | Page): Promise<string[]> {
  const { slug, visitor } = world.attacker;
  const problems: string[] = [];
  for (const kind of ['document', 'folder', 'conversation', 'tenant']) {
    const [id = ''] = world.victim.ids.get(kind) ?? [];
    const target = { name: kind, slug, id };
    const nobody = absent(target, slug);
    for (const sent of item.id.startsWith('page ') ? [{}, { rsc: '1' }] : [{}]) {
      const send = (aim: Target): Promise<Received> =>
        visitor.request(`${fillPath(item.pattern, aim)}?${hostileQuery(aim)}&${DAYS}`, {
          headers: sent as Record<string, string>,
        });
      let difference: string | undefined;
      // A figure that slides with the minute moves between two answers; what follows from the row always differs.
      for (let tries = 0; tries < TRIES; tries++) {
        const [foreign, nothing] = [await send(target), await send(nobody)];
        for (const { place, circle } of book.find(foreign.text, visitor.allowed))
          problems.push(`${kind}: ${place} of ${circle} surfaced`);
        // Both in both: titles of what other cases asked hold them too, whichever is asked for now.
        const named = [id, nobody.id];
        const [a, b] = [comparable(foreign, named), comparable(nothing, named)];
        difference = a === b ? undefined : firstDifference(a, b);
        if (!difference) break;
      }
      if (difference) problems.push(`${kind}: ${difference}`);
    }
  }
  return problems;
}
