import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PLATFORM_ROLES } from '@/lib/tenancy/schema';
import type { Case, Family, Scene } from '../case';
import type { Action } from '../manifest';
import { foreignTargets, hostileBody, restrictedTargets, type Target } from '../targets';

interface ReferenceManifest {
  node: Record<string, { exportedName?: string; filename?: string }>;
}

/** Every server action, replayed as everyone with another tenant's slug and ids among its arguments. */
export const serverActions: Family = (scene) => {
  const published = publishedIds();
  return scene.manifest.actions.flatMap((action) => {
    const id = published.get(`${action.file}#${action.name}`);
    return id === undefined ? [unreachable(action)] : replays(scene, action, id);
  });
};

function publishedIds(): Map<string, string> {
  const file = path.join('.next', 'server', 'server-reference-manifest.json');
  if (!existsSync(file)) throw new Error('Build the product first: npm run build.');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as ReferenceManifest;
  return new Map(
    Object.entries(manifest.node).map(([id, entry]) => [
      `${entry.filename}#${entry.exportedName}`,
      id,
    ]),
  );
}

/** No page uses it, so the build publishes no way to call it. */
function unreachable(action: Action): Case {
  return {
    id: `${action.id} is not published`,
    family: 'confused deputy',
    covers: [action.id],
    attack: async () => [],
  };
}

function replays({ world, book }: Scene, action: Action, actionId: string): Case[] {
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
        for (const args of [
          [target.slug, hostileBody(target)],
          [hostileBody(target)],
          [target.slug, target.id],
          [target.id],
        ]) {
          const received = await visitor.request(`/t/${attacker.slug}`, {
            method: 'POST',
            headers: {
              'next-action': actionId,
              'content-type': 'text/plain;charset=UTF-8',
              accept: 'text/x-component',
            },
            body: JSON.stringify(args),
          });
          for (const canary of book.find(received.text, visitor.allowed)) {
            problems.push(`${target.name}: ${canary.place} of ${canary.circle} surfaced`);
          }
        }
      }
      return problems;
    },
  }));
}
