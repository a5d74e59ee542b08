import type { Tone } from '@/components/ui/tone';
import type { SupportEnd, SupportKind } from '@/lib/support-access/schema';

export const KIND_WORDS: Record<SupportKind, string> = {
  conversation: 'Conversation',
  trace: 'Why an answer is as it is',
};

const END_WORDS: Record<SupportEnd, string> = {
  revoked: 'Revoked',
  expired: 'Over',
  removed: 'Conversation deleted',
  overtaken: 'Ended: no longer allowed',
};

/** What is said of a grant that may have ended, also before its end was written down. */
export function stateOf({ inForce, end }: { inForce: boolean; end: SupportEnd | null }): {
  tone: Tone;
  words: string;
} {
  if (inForce) return { tone: 'warn', words: 'In force' };
  return { tone: 'neutral', words: end ? END_WORDS[end] : 'Over' };
}

export function readWords(reads: number): string {
  if (reads === 0) return 'Not read yet';
  return reads === 1 ? 'Read once' : `Read ${reads} times`;
}
