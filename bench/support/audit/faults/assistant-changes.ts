import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { setReading } from '@/lib/chat-reading/set-reading';
import { NO_RULES } from '@/lib/guardrails/schema';
import { newId } from '@/lib/ids';
import { listPersonaVersions, restorePersona, savePersona, saveRules } from '@/lib/persona/persona';
import { setMembersGrant } from '@/lib/support-access/set-members-grant';
import type { TenantContext } from '@/lib/tenancy/context';
import { removeTool, saveChoice, saveTool } from '@/lib/tools/change-setup';
import type { HttpTool } from '@/lib/tools/schema';
import { type AuditedChange, type ChangeScene, change, changeOf } from './audited-change';

const HOST = 'api.shop.example';
const fresh = (): Promise<MadeTenant> => makeTenant('professional');
const choose = (ctx: TenantContext) =>
  saveChoice(ctx, { name: 'Mira', models: ['claude-haiku-5-5'], tools: [], hosts: [HOST] });
const tool = (): HttpTool => ({
  ...{ id: newId(), name: 'order_status', description: 'Where an order is.', method: 'GET' },
  ...{ url: `https://${HOST}/orders/{order}`, headers: [], secretHeader: 'X-Key' },
  input: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
  ...{ confirm: false, enabled: true },
});
const save = async ({ ctx }: MadeTenant) => {
  const made = tool();
  await saveTool(ctx, { tool: made, secret: 'a secret of the shop' });
  return made.id;
};
const chosen = async () => {
  const tenant = await fresh();
  await choose(tenant.ctx);
  return tenant;
};
const reading = (adminsRead: boolean) =>
  changeOf(
    `chats.${adminsRead ? 'allow' : 'forbid'}_reading`,
    ({ tenant }) => setReading(tenant.ctx, { adminsRead: !adminsRead }),
    ({ tenant }) => setReading(tenant.ctx, { adminsRead }),
  );
const granting = (membersGrant: boolean) =>
  changeOf(
    `support.${membersGrant ? 'allow' : 'forbid'}_members`,
    ({ tenant }) => setMembersGrant(tenant.ctx, { membersGrant: !membersGrant }),
    ({ tenant }) => setMembersGrant(tenant.ctx, { membersGrant }),
  );
const persona = ({ tenant }: ChangeScene, n: number) =>
  savePersona(tenant.ctx, `Friendly and brief, in at most ${n + 2} sentences.`);

/** What administrators change of the assistant, and of who may read chats. */
export const ASSISTANT_CHANGES: readonly AuditedChange[] = [
  change('persona.change', persona),
  changeOf(
    'persona.restore',
    async (scene, n) => {
      await persona(scene, n);
      return (await listPersonaVersions(scene.tenant.ctx))[0]?.id ?? '';
    },
    ({ tenant }, id) => restorePersona(tenant.ctx, id),
  ),
  change('guardrails.change', ({ tenant }, n) =>
    saveRules(tenant.ctx, { ...NO_RULES, sourcesOnly: n % 2 === 0 }),
  ),
  changeOf('assistant.change', fresh, (_scene, { ctx }) => choose(ctx)),
  changeOf('assistant.save_tool', chosen, (_scene, tenant) => save(tenant)),
  changeOf(
    'assistant.remove_tool',
    async () => {
      const tenant = await chosen();
      return { tenant, id: await save(tenant) };
    },
    (_scene, { tenant, id }) => removeTool(tenant.ctx, id),
  ),
  reading(true),
  reading(false),
  granting(true),
  granting(false),
];
