import type { Rules } from './schema';

/** The first blocked topic whose words a question contains, whole and in their order; undefined: none. */
export function blockedTopic(rules: Rules, question: string): string | undefined {
  if (rules.blockedTopics.length === 0) return undefined;
  const asked = plain(question);
  return rules.blockedTopics.find((topic) => asked.includes(plain(topic)));
}

/** What is said instead of an answer; it names the rule, so that its reader can ask about it. */
export function blockedAnswer(topic: string): string {
  return `Your administrators do not want questions about “${topic}” to be answered here. No model was asked. If you think this rule should not apply, ask one of them.`;
}

/** Letters and digits in one form, everything else a single space; hidden characters split no word. */
function plain(text: string): string {
  const words = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  return ` ${words} `;
}
