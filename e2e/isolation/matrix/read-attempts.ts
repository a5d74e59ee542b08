import type { Lock } from './locks';
import type { Attempt, GuardedPath } from './path';
import type { MatrixScene } from './scene';

type PathOf = (scene: MatrixScene) => string;

/** A page or file of the attacker's tenant, opened by its owner. `path` follows `/t/<slug>` or `/api/t/<slug>`. */
export function page(locks: readonly Lock[], path: PathOf): GuardedPath {
  return inTenant(locks, (scene) => `/t/${scene.attacker.slug}${path(scene)}`);
}

export function route(locks: readonly Lock[], path: PathOf): GuardedPath {
  return inTenant(locks, (scene) => `/api/t/${scene.attacker.slug}${path(scene)}`);
}

/** A page or file of the platform, opened by somebody who has no role there. */
export function platform(locks: readonly Lock[], path: PathOf): GuardedPath {
  return {
    locks,
    prepare(scene): Attempt {
      const address = path(scene);
      return async () => scene.foundOnPlatform(await scene.outsider.request(address));
    },
  };
}

function inTenant(locks: readonly Lock[], path: PathOf): GuardedPath {
  return {
    locks,
    entered: true,
    prepare(scene): Attempt {
      const address = path(scene);
      return async () => scene.foundInTenant(await scene.double.request(address));
    },
  };
}

/** The first id of the victim's rows of one table. */
export function victims(table: string): PathOf {
  return ({ victim }) => {
    const [id] = victim.ids.get(table) ?? [];
    if (!id) throw new Error(`The victim has no ${table}.`);
    return id;
  };
}
