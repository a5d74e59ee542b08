import { newId } from '@/lib/ids';
import { changesPlatform } from './action-attempts';
import { FIGURES, type GuardedPath } from './path';
import { platform } from './read-attempts';
import { makeTenantToRuin } from './throw-away';

const FLAGS = 'lib/flags/actions.ts';

/** Whom features are on for. */
export const FLAG_PATHS: Record<string, GuardedPath> = {
  'page /console/flags': platform(FIGURES, () => '/console/flags'),
  ...Object.fromEntries([
    changesPlatform(`${FLAGS}#setFlagAction`, async () => {
      const reason = `attack ${newId()}`;
      return {
        // What it is already, so that no other path feels it.
        input: { name: 'deferred_questions', percent: 100, killed: false, reason },
        untouched: 'select where not exists (select from feature_flag where reason = $1)',
        params: [reason],
      };
    }),
    changesPlatform(`${FLAGS}#setTenantFlagAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      return {
        input: { name: 'deferred_questions', tenantId, on: true, reason: 'attack' },
        untouched: 'select where not exists (select from feature_flag_tenant where tenant_id = $1)',
        params: [tenantId],
      };
    }),
  ]),
};
