import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { type Grant, grantedTools } from './granted-tools';
import { inputProblem } from './input/schema';
import type { Tool } from './tool';

export interface WantedCall {
  name: string;
  input: unknown;
}

export type PreparedCall =
  | { tool: Tool; input: Readonly<Record<string, unknown>> }
  /** In words for the model: a tool that is not granted is one that is not there. */
  | { refusal: string; tool: Tool | undefined };

/** The call that a person allowed, prepared anew since: one that has become another is refused. */
export function asConfirmed(first: PreparedCall, now: PreparedCall): PreparedCall {
  if (!('input' in first && 'input' in now)) return now;
  const [before, after] = [first, now].map(({ tool, input }) =>
    JSON.stringify([tool.kind, tool.id, tool.definition, tool.target?.(input), input]),
  );
  if (before === after) return now;
  return { refusal: 'The tool changed while the person was asked.', tool: now.tool };
}

/** Whether a call may be made at this moment, asked anew before each: by tool, role and input. */
export async function prepareCall(
  ctx: TenantContext,
  grant: Grant,
  { name, input }: WantedCall,
): Promise<PreparedCall> {
  const tool = (await grantedTools(ctx, grant)).find((each) => each.name === name);
  if (!tool) return { refusal: 'There is no such tool.', tool };
  authorize(ctx, tool.needs);
  const problem = inputProblem(tool.input, input);
  if (problem) return { refusal: `This cannot be called so: ${problem}.`, tool };
  // What the schema found to be an object.
  const checked = input as Readonly<Record<string, unknown>>;
  if (tool.target && !tool.target(checked))
    return { refusal: 'The values lead to no address.', tool };
  return { tool, input: checked };
}
