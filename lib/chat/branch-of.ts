import type { MessageView } from './schema';

/**
 * What was said on the way to `tip`, from the beginning, `tip` among it; nothing for null. Behind a question that
 * was followed before its answer had come, that answer stands too once it is there.
 */
export function branchOf(messages: readonly MessageView[], tip: string | null): MessageView[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const branch: MessageView[] = [];
  const seen = new Set<string>();
  let at = tip === null ? undefined : byId.get(tip);
  while (at && !seen.has(at.id)) {
    const { id, parentId } = at;
    seen.add(id);
    const late =
      at.author === 'user' && branch[0]?.author !== 'assistant'
        ? messages.findLast((each) => each.author === 'assistant' && each.parentId === id)
        : undefined;
    branch.unshift(at, ...(late ? [late] : []));
    at = parentId === null ? undefined : byId.get(parentId);
  }
  return branch;
}
