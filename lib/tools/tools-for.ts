import type { ModelTool } from '@/lib/llm/model-call';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { grantedTools } from './granted-tools';
import { type Setup, TOOLS_NEED_CONTEXT } from './schema';

/** What a question's model is offered: none with a context that has no room for it. */
export async function toolsFor(
  ctx: TenantContext,
  policy: Policy,
  setup: Setup,
  interactive: boolean,
): Promise<ModelTool[]> {
  if (setup.tools.length === 0 || policy.contextTokens < TOOLS_NEED_CONTEXT) return [];
  return (await grantedTools(ctx, { interactive })).map(({ name, description, input }) => ({
    name,
    description,
    inputSchema: { ...input },
  }));
}
