import { sqlState } from '@/lib/db/sql-errors';
import { AppError, notFound } from '@/lib/errors';

const WORDS: Record<string, string> = {
  TP001: 'It was changed meanwhile. Look at it again.',
  TS001: 'This month, or a later one, is closed already.',
  TS002: 'Months are closed one after the other: close the earlier ones first.',
  TS003: 'This month is not over where the tenant is.',
  TS004: 'More would be taken back than the line has left.',
};

/** What the database refused, in words; everything else as it is. */
export function refusalOf(error: unknown): unknown {
  const state = sqlState(error);
  if (state === 'TP006') return notFound();
  const words = typeof state === 'string' ? WORDS[state] : undefined;
  return words ? new AppError('conflict', words, { cause: error }) : error;
}
