import type { IncomingMessage } from 'node:http';
import { AppError } from '@/lib/errors';

const HEADER = 'tenantry-tags';
const MOST = 10;
const PAIR = /^\s*([a-z][a-z0-9_.-]{0,39})=([\w .:@/+-]{1,80}?)\s*$/;

/** For the description of a route. */
export const COST_TAGS_HEADER = {
  'Tenantry-Tags':
    'What the cost is booked under, at most ten: `team=research, project=heron`. Finance reads them: nothing secret. Of more than some hundred different ones a day the rest go by `other`.',
};

/** What the caller's ledger entries are to be found under. Throws `invalid_input`. */
export function costTags({ headers }: IncomingMessage): Record<string, string> {
  const given = headers[HEADER]?.toString();
  if (given === undefined) return {};
  const pairs = given.split(',').map((part) => PAIR.exec(part));
  const tags = pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', pair[2] ?? ''] as const] : []));
  const names = new Set(tags.map(([name]) => name));
  if (tags.length !== pairs.length || names.size !== tags.length || tags.length > MOST)
    throw new AppError(
      'invalid_input',
      `${HEADER}: give up to ${MOST} different names with their values, as in team=research, project=heron.`,
    );
  return Object.fromEntries(tags);
}
