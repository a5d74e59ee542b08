import type { MessageView } from '@/lib/chat/schema';

/** A conversation as its files have it. */
export interface Said {
  title: string;
  /** Who asked. */
  person: string;
  /** Of all times in the file, whose heads name it. */
  timeZone: string;
  messages: readonly MessageView[];
}

export function saidAt(at: string | Date, timeZone: string): string {
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at));
  return `${text} ${timeZone}`;
}

export function authorOf(message: MessageView, person: string): string {
  return message.author === 'user' ? person : 'Answer';
}

const ENDS = { complete: '', stopped: 'This answer was stopped.', failed: 'This answer failed.' };

/** Said below an answer that is not whole; '' for one that is. */
export function endOf(message: MessageView): string {
  return message.author === 'assistant' ? ENDS[message.state] : '';
}
