import { ask } from './calls';
import type { Scene } from './case';

/**
 * The suite must be able to see: what the attackers may not receive, its owner does receive by the same
 * routes. Returns the controls in which nothing was seen, each of which makes the run worthless.
 */
export async function blindSpots({ world, book }: Scene): Promise<string[]> {
  const { victim } = world;
  const { slug, visitor } = victim;
  const [document = ''] = victim.ids.get('document') ?? [];
  const [conversation = ''] = victim.ids.get('conversation') ?? [];
  const nobody = new Set<string>();
  const controls: [string, Promise<{ text: string }>][] = [
    ['the document list', visitor.request(`/api/t/${slug}/documents`)],
    ['a document’s text', visitor.request(`/api/t/${slug}/documents/${document}/text`)],
    ['an original', visitor.request(`/api/t/${slug}/documents/${document}/original`)],
    ['a document’s page', visitor.request(`/t/${slug}/documents/${document}`)],
    ['a conversation page', visitor.request(`/t/${slug}/c/${conversation}`)],
    ['an answer', ask(visitor, slug, victim.questions[0] ?? '')],
  ];
  const seen = await Promise.all(
    controls.map(async ([name, received]) => ({
      name,
      canaries: book.find((await received).text, nobody),
    })),
  );
  return seen.filter(({ canaries }) => canaries.length === 0).map(({ name }) => name);
}
