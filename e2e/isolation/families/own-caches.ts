import { newId } from '@/lib/ids';
import { ask, upload } from '../calls';
import type { Case, Family, Scene } from '../case';
import { REVIEWED } from '../own-caches';

const FAMILY = 'own caches';

/** What the process remembers of one tenant is not given to another, nor kept when it is gone. */
export const ownCaches: Family = (scene) => [
  ...scene.manifest.caches.flatMap(({ name, file, text }): Case[] => {
    const reviewed = REVIEWED[name];
    if (!reviewed) return [];
    return [
      {
        id: `cache ${name}: ${reviewed.why}`,
        family: FAMILY,
        covers: [`cache ${name}`],
        attack: async () =>
          reviewed.key && !text.includes(reviewed.key)
            ? [`${file} makes its key otherwise than was reviewed: ${reviewed.key}`]
            : [],
      },
    ];
  }),
  {
    id: 'ids have no delimiter that could join two keys into one',
    family: FAMILY,
    covers: [],
    attack: async () =>
      Array.from({ length: 100 }, newId).every((id) => /^[0-9a-f-]{36}$/.test(id))
        ? []
        : ['an id has another character'],
  },
  ...stale(scene),
];

/** Asked twice, once before and once after it is gone: nothing may remember it. */
function stale(scene: Scene): Case[] {
  const { world, book, model } = scene;
  const { slug, visitor, openFolderId } = world.attacker;
  return [
    {
      id: 'a document that was removed',
      family: FAMILY,
      // Until it is removed, others of its tenant may find it.
      alone: true,
      covers: ['route DELETE /api/t/[tenant]/documents/[id]'],
      attack: async () => {
        const secret = book.plant('nobody any more', 'document that was removed');
        const subject = `lighthouse ${newId().slice(0, 8)}`;
        const text = `The keeper of the ${subject} keeps the code word ${secret} in a drawer.`;
        const id = await upload(visitor, slug, openFolderId, `${newId()}.md`, text);
        const question = `Which code word does the keeper of the ${subject} keep?`;
        const before = await ask(visitor, slug, question);
        if (!before.body.includes(secret)) return ['the document was not found while it was there'];
        await visitor.request(`/api/t/${slug}/documents/${id}`, { method: 'DELETE' });
        const calls = model.calls.length;
        const after = await ask(visitor, slug, `${question} Again.`);
        const list = await visitor.request(`/t/${slug}/documents`);
        const given = model.calls
          .slice(calls)
          .filter((call) => call.question.includes(subject))
          .map((call) => call.body);
        return book
          .find([after.text, list.text, ...given].join('\n'), visitor.allowed)
          .map(({ place }) => `${place} surfaced`);
      },
    },
  ];
}
