import { newId } from '@/lib/ids';
import type { Party } from './party';
import type { World } from './world';

/** Something that is not the attacker's to reach. */
export interface Target {
  name: string;
  slug: string;
  id: string;
}

/** An id of every kind of row of the victim, in the victim's tenant and smuggled into the attacker's. */
export function foreignTargets({ victim, attacker }: World): Target[] {
  return [...victim.ids].flatMap(([table, ids]) =>
    ids.slice(0, 1).flatMap((id) => [
      { name: `foreign ${table} under its own tenant`, slug: victim.slug, id },
      { name: `foreign ${table} under the attacker's tenant`, slug: attacker.slug, id },
    ]),
  );
}

/** What the attacker's own member may not read. */
export function restrictedTargets(party: Party): Target[] {
  return party.restrictedIds.map((id) => ({
    name: 'restricted row of the same tenant',
    slug: party.slug,
    id,
  }));
}

/** The same place with an id, and for another's tenant a slug, that nobody has. */
export function absent(target: Target, own: string): Target {
  const id = newId();
  return { name: 'absent', id, slug: target.slug === own ? own : `t-${id.slice(0, 8)}` };
}

/** Fills `[tenant]` and every other parameter of a path. */
export function fillPath(pattern: string, target: Target): string {
  return pattern
    .replace('[tenant]', target.slug)
    .replace(/\[\[?\.{3}[^\]]+\]\]?/g, target.id)
    .replace(/\[[^\]]+\]/g, target.id);
}

/** A body that puts the id and the tenant wherever a handler might look for them. */
export function hostileBody(target: Target): Record<string, unknown> {
  const { id, slug } = target;
  return {
    id,
    documentId: id,
    folderId: id,
    folder: id,
    groupId: id,
    groupIds: [id],
    userId: id,
    personId: id,
    personIds: [id],
    memberId: id,
    memberIds: [id],
    conversationId: id,
    messageId: id,
    chunkId: id,
    requestId: id,
    jobId: id,
    documentIds: [id],
    folderIds: [id],
    filter: { id, tenantId: id },
    cursor: id,
    tenantId: id,
    tenant: slug,
    slug,
    question: 'What is the inventory number of the boiler room?',
    name: 'Renamed by the attacker',
    title: 'Renamed by the attacker',
    role: 'admin',
    email: 'attacker@example.test',
    audience: 'everyone',
    reason: 'attack',
    version: 1,
  };
}

/** The same id as query parameters under the names that handlers use. */
export function hostileQuery(target: Target): string {
  const { id, slug } = target;
  return new URLSearchParams({
    id,
    document: id,
    documentId: id,
    folder: id,
    doc: id,
    conversation: id,
    cursor: id,
    tenant: slug,
    tenantId: id,
    q: 'cnry',
    search: 'cnry',
  }).toString();
}
