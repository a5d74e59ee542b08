import { env } from '@/lib/env';
import { AppError, notFound } from '@/lib/errors';
import { saveSetup } from '@/lib/persona/persona';
import type { TenantContext } from '@/lib/tenancy/context';
import { agreedPolicyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import { detectInjection } from '@/lib/untrusted/detect-injection';
import { INJECTION_WORDS } from '@/lib/untrusted/schema';
import {
  type Choice,
  type HttpTool,
  isAllowedHost,
  MOST_HTTP_TOOLS,
  type SaveTool,
} from './schema';
import { removeToolSecret, writeToolSecret } from './tool-secret';
import { hostOf } from './url-template';

/**
 * Puts a name, models and tools in force, with a new version. Throws `forbidden`, `conflict`, and `invalid_input` for a
 * model that the plan does not have.
 */
export async function saveChoice(ctx: TenantContext, choice: Choice): Promise<void> {
  authorize(ctx, 'persona:edit');
  const { models } = await agreedPolicyOf(ctx);
  if (choice.models.some((model) => !models.includes(model)))
    throw new AppError('invalid_input', 'Your plan does not include one of these models.');
  if (choice.models.length === 0) throw new AppError('invalid_input', 'Choose at least one model.');
  await saveSetup(ctx, 'assistant.change', (setup) => ({ ...setup, ...choice }));
}

/**
 * Adds a tool of the workspace's own, or changes the one of its id; a secret is sealed for the host of its address, and
 * goes when the tool has no place for one. Throws `forbidden`, `conflict` and `invalid_input`.
 */
export async function saveTool(ctx: TenantContext, { tool, secret }: SaveTool): Promise<void> {
  assertDescription(tool);
  assertScheme(tool);
  const host = hostOf(tool.url);
  await saveSetup(
    ctx,
    'assistant.save_tool',
    (setup) => {
      if (!isAllowedHost(host, setup.hosts))
        throw new AppError(
          'invalid_input',
          `Tools may not call ${host} yet. Allow the host first, under Name, models and tools.`,
        );
      const others = setup.httpTools.filter(({ id }) => id !== tool.id);
      if (others.some(({ name }) => name === tool.name))
        throw new AppError('invalid_input', `There is a tool named ${tool.name} already.`);
      if (others.length >= MOST_HTTP_TOOLS)
        throw new AppError('invalid_input', `At most ${MOST_HTTP_TOOLS} tools.`);
      const at = setup.httpTools.findIndex(({ id }) => id === tool.id);
      return {
        ...setup,
        httpTools:
          at === -1
            ? [...setup.httpTools, tool]
            : setup.httpTools.map((each) => (each.id === tool.id ? tool : each)),
      };
    },
    async (sql) => {
      if (!tool.secretHeader) await removeToolSecret(sql, tool.id);
      else if (secret !== undefined)
        await writeToolSecret(ctx, sql, tool.id, { host, value: secret });
    },
  );
}

/** The tool goes with its secret; earlier versions still tell what it was. Throws `not_found`, `forbidden`, `conflict`. */
export async function removeTool(ctx: TenantContext, id: string): Promise<void> {
  await saveSetup(
    ctx,
    'assistant.remove_tool',
    (setup) => {
      const httpTools = setup.httpTools.filter((each) => each.id !== id);
      if (httpTools.length === setup.httpTools.length) throw notFound();
      return { ...setup, httpTools };
    },
    (sql) => removeToolSecret(sql, id),
  );
}

/** A description goes to the model: like a persona it describes, and does not command. */
function assertDescription({ description }: HttpTool): void {
  const [kind] = detectInjection(description);
  if (kind)
    throw new AppError('invalid_input', `This does not describe a tool. ${INJECTION_WORDS[kind]}.`);
}

/** Throws `invalid_input` for an address over which a secret could be read on its way. */
export function assertScheme({ url }: HttpTool): void {
  if (!url.startsWith('https://') && !env.TENANTRY_PRIVATE_TOOLS)
    throw new AppError('invalid_input', 'An address begins with https://');
}
