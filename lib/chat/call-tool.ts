import { recordAudit } from '@/lib/audit/record';
import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, isAppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { ToolUsePart } from '@/lib/llm/model-call';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { asConfirmed, type PreparedCall, prepareCall } from '@/lib/tools/prepare-call';
import type { CallState, ToolCall } from '@/lib/tools/schema';
import type { ToolOutput } from '@/lib/tools/tool';
import type { Run } from './finish-answer';
import type { Prompt } from './respond';
import { askPerson, PATIENCE_MS } from './running/ask-person';
import type { AnswerEvent } from './schema';
import { searchForTool } from './search-for-tool';

const TIMEOUT_MS = 15_000;
const INPUT_SHOWN = 4_000;
const RESULT_SHOWN = 2_000;

/** What ends an answer, and not only a call. */
const ENDS = new Set(['budget_exhausted', 'rate_limited', 'store_unavailable', 'tenant_suspended']);

/**
 * One call of a tool: authorised anew, asked of the person where it changes something, authorised once more, run, written
 * into the audit log and the trace. Whatever comes of it is a result for the model; what ends the answer is thrown.
 */
export async function* callTool(
  ctx: TenantContext,
  prompt: Prompt,
  use: ToolUsePart,
  run: Run,
): AsyncGenerator<AnswerEvent, ToolOutput> {
  const wanted = { name: use.name, input: prompt.guard.reveal(use.input) };
  const grant = { interactive: prompt.interactive };
  let prepared = await prepareCall(ctx, grant, wanted);
  let call = begunCall(wanted, prepared);
  let state: CallState = 'running';
  if ('input' in prepared && prepared.tool.asksFirst) {
    const { tool, input } = prepared;
    const until = new Date(clock().now() + PATIENCE_MS).toISOString();
    const asked = await askPerson(ctx, call.id);
    const target = tool.target?.(input);
    call = { ...call, state: 'asking', until, ...(target && { target }) };
    // Nobody can allow what they do not see; what is kept afterwards is its beginning.
    yield { type: 'tool', call: { ...call, input: JSON.stringify(input) } };
    const decision = await run.trace.stage('confirm', () => asked.decision(prompt.signal));
    await audit(ctx, run, call, prepared, 'tool.confirm', decision);
    if (decision !== 'allowed') state = decision;
    else {
      call = { ...call, confirmed: true };
      // Minutes have passed: a tool or a role may be gone, or a tool another.
      prepared = asConfirmed(prepared, await prepareCall(ctx, grant, wanted));
    }
  }
  if (!('input' in prepared)) state = 'refused';
  let output = refusedOutput(state, prepared);
  if (!output && 'input' in prepared) {
    call = { ...call, state: 'running' };
    yield { type: 'tool', call };
    const startMs = clock().now();
    output = await run.trace.stage('tool', () => runTool(ctx, prompt, run, prepared));
    state = output.failed ? 'failed' : 'ok';
    call = { ...call, ms: clock().now() - startMs };
  }
  const said = output ?? { text: 'There is no such tool.', failed: true };
  call = { ...call, state, result: said.text.slice(0, RESULT_SHOWN) };
  await audit(ctx, run, call, prepared, 'tool.call', state);
  run.toolCalls.push(call);
  yield { type: 'tool', call };
  return said;
}

function begunCall(wanted: { name: string; input: unknown }, { tool }: PreparedCall): ToolCall {
  return {
    id: newId(),
    name: wanted.name.slice(0, 64),
    kind: tool?.kind ?? null,
    state: 'running',
    input: (JSON.stringify(wanted.input) ?? '').slice(0, INPUT_SHOWN),
  };
}

function refusedOutput(state: CallState, prepared: PreparedCall): ToolOutput | undefined {
  if (state === 'denied')
    return { text: 'The person did not allow this call. Go on without it.', failed: true };
  if (state === 'expired')
    return { text: 'Nobody allowed this call in time. Go on without it.', failed: true };
  return 'refusal' in prepared ? { text: prepared.refusal, failed: true } : undefined;
}

async function runTool(
  ctx: TenantContext,
  { signal, scope }: Prompt,
  run: Run,
  prepared: PreparedCall,
): Promise<ToolOutput> {
  if (!('input' in prepared)) return { text: prepared.refusal, failed: true };
  const { tool, input } = prepared;
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    return await tool.run(ctx, input, {
      scope,
      signal: inTime,
      search: (query) => searchForTool(ctx, run, { query, scope, signal: inTime }),
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isAppError(error)) {
      if (ENDS.has(error.code)) throw error;
      return { text: error.message, failed: true };
    }
    if (inTime.aborted) return { text: 'The tool took too long.', failed: true };
    if (isMismatch(error)) throw error;
    log.error({ err: error, requestId: run.trace.requestId }, 'a tool failed');
    return { text: 'The tool failed.', failed: true };
  }
}

/** The third lock's: it ends the answer. */
function isMismatch(error: unknown): boolean {
  return error instanceof Error && error.name === 'TenantMismatch';
}

/** Ids, codes and times alone: which words it was called with stands in the sealed trace. */
async function audit(
  ctx: TenantContext,
  run: Run,
  { ms, confirmed }: ToolCall,
  { tool }: PreparedCall,
  action: 'tool.call' | 'tool.confirm',
  result: string,
): Promise<void> {
  const outcome =
    result === 'ok' || result === 'allowed' ? 'ok' : result === 'failed' ? 'error' : 'refused';
  try {
    await withTenantSql(ctx, (sql) =>
      recordAudit(ctx, sql, {
        action,
        objectKind: 'tool',
        objectId: tool?.id,
        requestId: run.trace.requestId,
        outcome,
        detail: {
          tool: tool?.kind ?? null,
          result,
          ...(ms !== undefined && { ms }),
          ...(confirmed && { confirmed }),
        },
      }),
    );
  } catch (error) {
    throw isAppError(error)
      ? error
      : new AppError('store_unavailable', 'The call could not be recorded.', { cause: error });
  }
}
