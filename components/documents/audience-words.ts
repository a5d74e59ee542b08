import type { Audience } from '@/lib/documents/folders/schema';

export const AUDIENCE_WORDS: Record<Audience, string> = {
  everyone: 'Readable by everyone',
  groups: 'Readable by some groups',
  people: 'Readable by some people',
};
