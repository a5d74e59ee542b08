import { PLATFORM_ROLES } from '@/lib/tenancy/schema';
import type { Case, Family, Scene } from '../case';
import type { Action } from '../manifest';
import { PRODUCT } from '../product';
import { type PublishedAction, publishedActions } from '../published-actions';
import { fillPath, foreignTargets, hostileBody, restrictedTargets, type Target } from '../targets';

/** Every server action, replayed as everyone with another tenant's slug and ids among its arguments. */
export const serverActions: Family = (scene) => {
  const published = publishedActions(PRODUCT.pages);
  return scene.manifest.actions.flatMap((action) => {
    const known = published.get(`${action.file}#${action.name}`);
    return known ? replays(scene, action, known) : [unreachable(action)];
  });
};

/** No page uses it, so the build publishes no way to call it. */
function unreachable(action: Action): Case {
  return {
    id: `${action.id} is not published`,
    family: 'confused deputy',
    covers: [action.id],
    attack: async () => [],
  };
}

function replays({ world, book }: Scene, action: Action, published: PublishedAction): Case[] {
  const { attacker } = world;
  return world.attackers.map((person) => ({
    id: `${action.id} as ${person.name}`,
    family: 'confused deputy',
    covers: [action.id],
    attack: async () => {
      const problems: string[] = [];
      const visitor = await person.again();
      // An operator may suspend a tenant, which would end the play.
      const isPlatform = PLATFORM_ROLES.some((role) => role === person.name);
      const mayHarm = (target: Target) => !(isPlatform && target.name.startsWith('foreign tenant'));
      const inside = person === attacker.memberVisitor ? restrictedTargets(attacker) : [];
      for (const target of [...foreignTargets(world), ...inside].filter(mayHarm)) {
        for (const args of argumentsFor(target)) {
          const page = fillPath(published.page, { ...target, slug: attacker.slug });
          const received = await visitor.request(page, {
            method: 'POST',
            headers: {
              'next-action': published.id,
              'content-type': 'text/plain;charset=UTF-8',
              accept: 'text/x-component',
            },
            body: JSON.stringify(args),
          });
          if (received.headers.has('x-nextjs-action-not-found'))
            problems.push('the page does not know the action, so nothing was tried');
          for (const canary of book.find(received.text, visitor.allowed)) {
            problems.push(`${target.name}: ${canary.place} of ${canary.circle} surfaced`);
          }
        }
      }
      return problems;
    },
  }));
}

/** A portal's action takes the slug and an object; the other shapes are for those that do not. */
function argumentsFor(target: Target): unknown[][] {
  const usual = [target.slug, hostileBody(target)];
  return / (document|tenant) /.test(target.name)
    ? [usual, [hostileBody(target)], [target.slug, target.id], [target.id]]
    : [usual];
}
