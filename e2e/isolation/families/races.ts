import type { Case, Family, Scene } from '../case';
import {
  demotedDuringAnswer,
  erasedMember,
  removedPeople,
  suspendedDuringAnswer,
} from '../races/access-ends';
import {
  deletedDuringAnswer,
  movedDuringAnswer,
  reindexedDuringAnswer,
} from '../races/stores-change';
import { erasedTenant } from '../races/tenant-erased';

/** What was true when an answer began ends, or moves, before the answer does. */
export const races: Family = (scene) => {
  const covers = scene.manifest.routes
    .filter((route) => route.pattern.endsWith('/answers'))
    .map((route) => route.id);
  const attacks: [string, (scene: Scene) => Promise<string[]>][] = [
    ['a membership and a session that end during an answer', removedPeople],
    ['a role that is taken away during an answer', demotedDuringAnswer],
    ['a workspace that is paused during its answers', suspendedDuringAnswer],
    ['a person who is erased during an answer', erasedMember],
    ['a document that is deleted during an answer', deletedDuringAnswer],
    ['an index that is promoted during an answer', reindexedDuringAnswer],
    ['a move to another store during an answer', movedDuringAnswer],
    ['a workspace that is erased during answers and jobs', erasedTenant],
  ];
  return attacks.map(
    ([id, attack]): Case => ({ id, family: 'races', covers, attack: () => attack(scene) }),
  );
};
