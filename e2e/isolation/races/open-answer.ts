import { randomUUID } from 'node:crypto';
import type { Scene } from '../case';
import { HELD_WORDS } from '../hostile-model/behaviours';
import type { Visitor } from '../visitor';

/** An answer under way: the product has said its first words and waits for the model's next. */
export interface OpenAnswer {
  /** In its question. */
  marker: string;
  conversationId: string;
  /** All that came, once the stream has ended. */
  ended: Promise<string>;
  /** Lets the model go on. */
  release(): void;
}

const LAST_EVENT = /"type":"(done|error)"/;

/** Asks, and returns when the model has begun to answer. Throws when it does not come to that. */
export async function openAnswer(
  { model }: Scene,
  visitor: Visitor,
  slug: string,
  question: string,
): Promise<OpenAnswer> {
  const marker = randomUUID();
  const response = await fetch(`${visitor.origin}/api/t/${slug}/answers`, {
    method: 'POST',
    headers: visitor.headers({ 'content-type': 'application/json' }),
    body: JSON.stringify({ question: `${question} ${marker} behave:held` }),
  });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const more = async () => {
    // The product may cut the connection right behind its last event.
    const part = await reader?.read().catch(() => undefined);
    text += decoder.decode(part?.value, { stream: true });
    return part?.value !== undefined;
  };
  while (!text.includes(HELD_WORDS.first)) {
    if (!(await more())) throw new Error(`The answer did not begin: ${text.slice(-300)}`);
  }
  return {
    marker,
    conversationId: /"conversationId":"([^"]+)"/.exec(text)?.[1] ?? '',
    ended: (async () => {
      while (await more());
      return text;
    })(),
    release: () => model.release(marker),
  };
}

/** What is wrong with an answer that the product had to end by itself, before the model went on. */
export async function stopped({ model }: Scene, answer: OpenAnswer): Promise<string[]> {
  const text = await answer.ended;
  const hungUp = await model.ended(answer.marker);
  answer.release();
  return [
    ...(LAST_EVENT.test(text) ? [] : [`the stream has no last event: ${text.slice(-200)}`]),
    ...(text.includes(HELD_WORDS.last) ? ['the stream went on'] : []),
    ...(hungUp ? [] : [`the model was not hung up on, after ${text.slice(-200)}`]),
  ];
}

/** What is wrong with an answer that nothing should have ended. Lets it go on. */
export async function finished(answer: OpenAnswer): Promise<string[]> {
  answer.release();
  const text = await answer.ended;
  return text.includes(HELD_WORDS.last) && text.includes('"type":"done"')
    ? []
    : [`the answer did not go on to its end: ${text.slice(-300)}`];
}
