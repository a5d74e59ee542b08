import { AppError } from '@/lib/errors';

const ROLES = ['web', 'api', 'worker'] as const;

export type ProcessRole = (typeof ROLES)[number];

/**
 * The roles of TENANTRY_ROLES. A process with fewer than all of them shares its limits and queues
 * with others, which only Redis can hold.
 */
export function processRoles(list: string, redisUrl: string | undefined): Set<ProcessRole> {
  const named = list
    .split(',')
    .map((role) => role.trim())
    .filter(Boolean);
  const unknown = named.filter((role) => !ROLES.some((known) => known === role));
  if (unknown.length > 0 || named.length === 0) {
    throw new AppError(
      'invalid_input',
      `TENANTRY_ROLES is "${list}": name one or more of ${ROLES.join(', ')}, separated by commas.`,
    );
  }
  const roles = new Set(ROLES.filter((role) => named.includes(role)));
  if (roles.size < ROLES.length && !redisUrl) {
    throw new AppError(
      'invalid_input',
      `TENANTRY_ROLES is "${list}", so other processes do the rest and share limits with this one. Set REDIS_URL to a Redis >= 7, or leave TENANTRY_ROLES out to run everything here.`,
    );
  }
  return roles;
}
