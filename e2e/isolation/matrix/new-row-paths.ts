import { NO_RULES } from '@/lib/guardrails/schema';
import { newId } from '@/lib/ids';
import { callAction } from './action-attempts';
import { asOwner } from './fill-tables';
import { inTurn } from './in-turn';
import { CONTENT, ENOUGH, FIGURES, type GuardedPath, ROWS } from './path';
import type { MatrixScene } from './scene';
import { folderOf, makeMember, makePersona } from './throw-away';
import { VICTIMS_SETUP } from './victims-setup';

const INVITE = 'lib/people/actions.ts#inviteMemberAction';
const RENEW = 'lib/people/actions.ts#renewInvitationAction';
const DAYS = 'lib/lifecycle/retention/actions.ts#setDocumentDaysAction';
const BUDGETS = 'lib/usage/budgets/actions.ts#setOwnBudgetsAction';
const PERSONA = 'lib/persona/actions.ts#savePersonaAction';
const RULES = 'lib/persona/actions.ts#saveRulesAction';
const CHOICE = 'lib/tools/actions.ts#saveChoiceAction';
const SAVE_TOOL = 'lib/tools/actions.ts#saveToolAction';
const REMOVE_TOOL = 'lib/tools/actions.ts#removeToolAction';
const TRY_TOOL = 'lib/tools/actions.ts#tryToolAction';
const [VICTIMS_TOOL] = VICTIMS_SETUP.httpTools;
const RESTORE = 'lib/persona/actions.ts#restorePersonaAction';

/** What adds a row to the tenant of the context: it could be added to another's, or follow from another's. */
export const NEW_ROW_PATHS: Record<string, GuardedPath> = {
  [`action ${INVITE}`]: {
    locks: FIGURES,
    entered: true,
    prepare: (scene) => async () => {
      const email = `${newId()}@example.test`;
      const person = { name: 'Attack', email, role: 'member' };
      await callAction(scene, INVITE, scene.double, [scene.attacker.slug, person]);
      const added = await scene.victimSql(
        `select from membership m join app_user u on u.id = m.user_id
         where m.tenant_id = $1 and u.email = $2`,
        [scene.victim.ctx.tenantId, email],
      );
      return added.length > 0 ? 'a member was added to the victim' : undefined;
    },
  },
  [`action ${RENEW}`]: {
    locks: ROWS,
    entered: true,
    async prepare(scene) {
      const id = await makeMember(scene);
      return async () => {
        const args = [scene.attacker.slug, { id }];
        const answer = await callAction(scene, RENEW, scene.double, args);
        return answer.includes('/link/') ? 'a link into the tenant of the victim' : undefined;
      };
    },
  },
  [`action ${DAYS}`]: {
    locks: FIGURES,
    entered: true,
    async prepare(scene) {
      const { victim, attacker } = scene;
      await asOwner('retention_setting', async (client) => {
        await client.query('delete from retention_setting where tenant_id <> $1', [
          victim.ctx.tenantId,
        ]);
        await client.query('update retention_setting set document_days = $1', [VICTIMS_DAYS]);
      });
      return async () => {
        const args = [attacker.slug, { documentDays: ATTACKERS_DAYS }];
        await callAction(scene, DAYS, scene.double, args);
        const [audited] = await scene.attackerSql<{ from: unknown }>(
          `select detail -> 'from' as from from audit_entry where tenant_id = $1 and action = 'retention.change'
           order by at desc limit 1`,
          [attacker.ctx.tenantId],
        );
        if (audited && audited.from !== null)
          return 'the days of the victim were taken for the own';
        const changed = await scene.victimSql(
          'select from retention_setting where tenant_id = $1 and document_days = $2',
          [victim.ctx.tenantId, ATTACKERS_DAYS],
        );
        return changed.length > 0 ? 'the days of the victim were changed' : undefined;
      };
    },
  },
  [`action ${PERSONA}`]: newVersion(PERSONA, { text: 'Speak like an attacker.' }),
  [`action ${CHOICE}`]: newVersion(CHOICE, {
    ...{
      name: 'Attacked',
      models: ['claude-haiku-5-5'],
      tools: VICTIMS_SETUP.tools,
      hosts: VICTIMS_SETUP.hosts,
    },
  }),
  [`action ${SAVE_TOOL}`]: newVersion(SAVE_TOOL, {
    tool: { ...VICTIMS_TOOL, id: newId(), name: 'attacked' },
  }),
  [`action ${REMOVE_TOOL}`]: newVersion(REMOVE_TOOL, { id: VICTIMS_TOOL?.id }),
  [`action ${TRY_TOOL}`]: {
    locks: CONTENT,
    entered: true,
    async prepare(scene) {
      await makePersona(scene, (await newestPersonas(scene)).victims + GAP);
      return () =>
        inTurn('persona', async () => {
          // What an attempt before this one chose for the attacker's own tenant names the same hosts.
          await asOwner('persona', (client) =>
            client.query('delete from persona where tenant_id = $1', [scene.attacker.ctx.tenantId]),
          );
          const args = [scene.attacker.slug, { tool: VICTIMS_TOOL, input: '{}' }];
          const said = await callAction(scene, TRY_TOOL, scene.double, args);
          // By the list of hosts that tools may call.
          return said.includes('could not be reached') || said.includes('not of the public')
            ? 'the victim’s hosts were called'
            : undefined;
        });
    },
  },
  [`action ${RULES}`]: newVersion(RULES, { ...NO_RULES, blockedTopics: ['attacked'] }),
  [`action ${RESTORE}`]: {
    locks: CONTENT,
    entered: true,
    prepare: (scene) => async () => {
      const { victim, attacker } = scene;
      const [victims] = await scene.victimSql<{ id: string }>(
        'select id from persona where tenant_id = $1 and text_sealed is not null order by version desc limit 1',
        [victim.ctx.tenantId],
      );
      return inTurn('persona', async () => {
        const before = await newestPersonas(scene);
        await callAction(scene, RESTORE, scene.double, [attacker.slug, { id: victims?.id }]);
        const after = await newestPersonas(scene);
        return after.own > before.own || after.victims > before.victims
          ? 'the victim’s persona was put in force'
          : undefined;
      });
    },
  },
  [`action ${BUDGETS}`]: {
    locks: FIGURES,
    entered: true,
    prepare: (scene) => () =>
      inTurn('policy', async () => {
        const { victim, attacker } = scene;
        const version = 'select max(version) as version from policy_version where tenant_id = $1';
        const [newest] = await scene.victimSql<{ version: number }>(version, [victim.ctx.tenantId]);
        const reason = `attack ${newId()}`;
        const tokens = { tokens: ENOUGH + (newest?.version ?? 0), priceNano: null };
        const rule = { scope: 'user', subject: null, period: 'month', ...tokens };
        const edit = {
          basedOn: newest?.version,
          reason,
          ownBudgets: [{ ...rule, softPercent: null, graceMinutes: null }],
          downgradeModel: true,
          downgradeLength: true,
        };
        await callAction(scene, BUDGETS, scene.double, [attacker.slug, edit]);
        const changed = await scene.victimSql(
          'select from policy_version where tenant_id = $1 and reason = $2',
          [victim.ctx.tenantId, reason],
        );
        return changed.length > 0 ? 'the victim’s budgets were changed' : undefined;
      }),
  },
  'route POST /api/t/[tenant]/documents': {
    locks: FIGURES,
    entered: true,
    prepare: (scene) => async () => {
      const address = `/api/t/${scene.attacker.slug}/documents?folder=${folderOf(scene)}`;
      const { status } = await scene.double.request(address, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', 'x-file-name': 'attack.txt' },
        body: `Attack ${newId()}.`,
      });
      return status === ABSENT ? undefined : `the folder of the victim is known: ${status}`;
    },
  },
};

/** A version of the assistant that follows from the victim's, or is put in force there. */
function newVersion(action: string, input: Record<string, unknown>): GuardedPath {
  return {
    locks: CONTENT,
    entered: true,
    async prepare(scene) {
      await makePersona(scene, (await newestPersonas(scene)).victims + GAP);
      return () =>
        inTurn('persona', async () => {
          const before = await newestPersonas(scene);
          await callAction(scene, action, scene.double, [scene.attacker.slug, input]);
          const after = await newestPersonas(scene);
          if (after.own > before.own && after.own > before.victims)
            return 'the version follows the victim’s';
          return after.victims > before.victims ? 'the victim’s persona was changed' : undefined;
        });
    },
  };
}

const VICTIMS_DAYS = 3_650;
const ATTACKERS_DAYS = 3_649;
/** More than a tenant makes versions in one run. */
const GAP = 1_000;
const ABSENT = 404;

interface NewestPersonas {
  victims: number;
  own: number;
}

async function newestPersonas(scene: MatrixScene): Promise<NewestPersonas> {
  const { victim, attacker } = scene;
  const newest = 'select max(version) as version from persona where tenant_id = $1';
  const [[victims], [own]] = await Promise.all([
    scene.victimSql<{ version: number | null }>(newest, [victim.ctx.tenantId]),
    scene.attackerSql<{ version: number | null }>(newest, [attacker.ctx.tenantId]),
  ]);
  return { victims: victims?.version ?? 0, own: own?.version ?? 0 };
}
