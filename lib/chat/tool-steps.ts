import { AppError } from '@/lib/errors';
import type { AssistantPart, ModelCall, ToolResultPart, ToolUsePart } from '@/lib/llm/model-call';
import type { ModelOutcome } from '@/lib/llm/model-event';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ToolOutput } from '@/lib/tools/tool';
import { callTool } from './call-tool';
import type { Run } from './finish-answer';
import { type Prompt, respond } from './respond';
import type { AnswerEvent } from './schema';
import { ResultRoom } from './tool-results';

/** Calls of a model for one answer; the last one is offered no tool. */
const MOST_STEPS = 6;
/** Of one step; more are answered with a refusal. */
const CALLS_AT_ONCE = 4;

/**
 * Answers, and as long as the model calls tools runs them and asks it again. Each step has a place in the queue and a
 * reservation of its own, sized to what it then sends; while tools run, or a person is asked, neither is held.
 */
export async function* answerInSteps(
  ctx: TenantContext,
  prompt: Prompt,
  run: Run,
): AsyncGenerator<AnswerEvent> {
  let step = prompt;
  for (let number = 1; ; number += 1) {
    yield* respond(ctx, step, run);
    const { outcome } = run.result;
    // A model that was offered none has nothing to call.
    const calls = outcome && step.assembled.call.tools ? toolCallsOf(outcome) : [];
    if (!outcome || calls.length === 0 || number === MOST_STEPS) return;
    step = yield* nextStep(ctx, step, { content: outcome.content, calls, number }, run);
  }
}

/** Of an answer that ended in order to call them: one that was cut off calls nothing. */
function toolCallsOf({ status, stopReason, content }: ModelOutcome): ToolUsePart[] {
  if (status !== 'complete' || stopReason !== 'tool_use') return [];
  return content.filter((part) => part.type === 'tool_use');
}

interface Said {
  content: AssistantPart[];
  calls: ToolUsePart[];
  number: number;
}

async function* nextStep(
  ctx: TenantContext,
  prompt: Prompt,
  { content, calls, number }: Said,
  run: Run,
): AsyncGenerator<AnswerEvent, Prompt> {
  const { assembled, policy, turns, signal, guard } = prompt;
  const usage = run.result.settled?.usage;
  turns.end(usage && usage.inputTokens + usage.outputTokens);
  const results: ToolResultPart[] = [];
  const room = new ResultRoom(ctx, policy, guard.hide, {
    ...assembled,
    call: withTurns(assembled.call, content, []),
  });
  for (const [place, call] of calls.entries()) {
    const made =
      place < CALLS_AT_ONCE
        ? yield* callTool(ctx, prompt, call, run)
        : { text: `At most ${CALLS_AT_ONCE} tools are called at once.`, failed: true as const };
    if (rests(made)) guard.rest();
    results.push(room.add(call.id, made, results, calls.length - place - 1));
  }
  signal.throwIfAborted();
  const next = withTurns(assembled.call, content, results);
  const call: ModelCall =
    number + 1 === MOST_STEPS ? { ...next, toolChoice: { type: 'none' } } : auto(next);
  const inputTokenBound = room.boundOf(call);
  if (inputTokenBound > room.limit)
    throw new AppError(
      'too_large',
      'What the tools returned is more than your plan’s context holds.',
    );
  run.found = [...(run.found ?? []), ...room.passages.map(({ passage }) => passage)];
  const text = guard.step(run.text);
  run.text += text;
  if (text !== '') yield { type: 'text', text };
  yield { type: 'stage', stage: 'queue' };
  const busy = await run.trace.stage('queue', () => turns.take(prompt.model));
  return {
    ...prompt,
    assembled: {
      call,
      passages: [...assembled.passages, ...room.passages],
      inputTokenBound,
    },
    busy,
    deferrable: false,
  };
}

/** What a search or a document gave has to be cited; what another tool returned is a source as it is. */
function rests({ failed, passages }: ToolOutput): boolean {
  return !failed && passages === undefined;
}

/** A tool that had to be called was. */
function auto({ toolChoice: _, ...call }: ModelCall): ModelCall {
  return call;
}

function withTurns(
  call: ModelCall,
  content: AssistantPart[],
  results: ToolResultPart[],
): ModelCall {
  return {
    ...call,
    messages: [
      ...call.messages,
      { role: 'assistant', content },
      { role: 'user', content: results },
    ],
  };
}
