import type { Turn } from './assemble';
import type { MessageView } from './schema';

/**
 * Question and answer pairs, oldest first: providers want turns to alternate, and a question may lack its answer.
 * An answer that cites what was removed or replaced, or may no longer be read, is not said again.
 */
export function pairedTurns(history: readonly MessageView[]): Turn[] {
  const turns: Turn[] = [];
  history.forEach((turn, index) => {
    const reply = history[index + 1];
    if (
      turn.author === 'user' &&
      reply?.author === 'assistant' &&
      reply.text.trim() !== '' &&
      standsStill(reply)
    ) {
      turns.push({ author: 'user', text: turn.text }, { author: 'assistant', text: reply.text });
    }
  });
  return turns;
}

function standsStill({ citations }: MessageView): boolean {
  return citations.every(
    ({ documentName, superseded }) => documentName !== undefined && !superseded,
  );
}
