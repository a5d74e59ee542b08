import { PLATFORM_ROLES } from '@/lib/tenancy/schema';
import type { Case, Family, Scene } from '../case';
import type { Action } from '../manifest';
import { PRODUCT } from '../product';
import { type PublishedAction, publishedActions } from '../published-actions';
import { sourceFiles } from '../source-files';
import { fillPath, foreignTargets, hostileBody, restrictedTargets, type Target } from '../targets';

/** They would end the sessions or memberships that the other attacks come with, which then would show nothing. */
const ENDS_OWN = new Set([
  'action lib/identity/actions.ts#endOtherSessionsAction',
  'action lib/people/actions.ts#leaveWorkspaceAction',
]);

/**
 * Every server action, replayed as everyone with another tenant's slug and ids among its arguments. Whatever an
 * action changes of anything that the victim owns is seen after its case.
 */
export const serverActions: Family = (scene) => {
  const published = publishedActions(PRODUCT.pages);
  const cases = scene.manifest.actions.flatMap((action) => {
    const known = published.get(`${action.file}#${action.name}`);
    return known ? replays(scene, action, known) : [unreachable(action)];
  });
  return [...cases, unnamed(scene, published)];
};

/** What the build lets be called and the manifest does not name would be attacked by nobody. */
function unnamed({ manifest }: Scene, published: Map<string, PublishedAction>): Case {
  const known = new Set(manifest.actions.map(({ file, name }) => `${file}#${name}`));
  return {
    id: 'actions that the build publishes and the manifest does not name',
    family: 'confused deputy',
    covers: [],
    attack: async () => [
      ...(published.size > 0 ? [] : ['the build publishes none']),
      ...[...published.keys()].filter((action) => !known.has(action)),
    ],
  };
}

/** The build publishes no way to call it, which is only believed when no page uses it. */
function unreachable(action: Action): Case {
  const named = new RegExp(`\\b${action.name}\\b`);
  return {
    id: `${action.id} is not published`,
    family: 'confused deputy',
    covers: [action.id],
    attack: async () =>
      sourceFiles('app', 'components')
        .filter(({ file, text }) => file !== action.file && named.test(text))
        .map(({ file }) => `${file} uses it, so it was not attacked where it can be called`),
  };
}

function replays(
  { world, book, watch }: Scene,
  action: Action,
  published: PublishedAction,
): Case[] {
  const { attacker } = world;
  return world.attackers.map((person) => ({
    id: `${action.id} as ${person.name}`,
    family: 'confused deputy',
    covers: [action.id],
    quiet: true,
    attack: async () => {
      const problems: string[] = [];
      const visitor = await (ENDS_OWN.has(action.id) ? world.twinOf(person) : person.again());
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
      return [...problems, ...(await watch.changes())];
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
