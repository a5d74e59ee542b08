import { authorOf, endOf, type Said, saidAt } from './said';
import { sourceLine, withMarkers } from './schema';

/** A conversation to read and to keep: each answer with its markers, and below it what they stand for. */
export function toMarkdown({ title, person, timeZone, messages }: Said): string {
  const turns = messages.map((message) => {
    const end = endOf(message);
    const sources = message.citations.map((each) => `${each.ordinal}. ${sourceLine(each)}`);
    return [
      `## ${authorOf(message, person)}, ${saidAt(message.createdAt, timeZone)}`,
      withMarkers(message, (ordinal) => ` [${ordinal}]`),
      ...(end ? [`*${end}*`] : []),
      ...(sources.length > 0 ? ['Sources:', sources.join('\n')] : []),
    ].join('\n\n');
  });
  return `${[`# ${title}`, ...turns].join('\n\n')}\n`;
}
