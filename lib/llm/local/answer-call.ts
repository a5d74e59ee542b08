import type Anthropic from '@anthropic-ai/sdk';
import { newId } from '@/lib/ids';
import { ApiFailure } from './api-failure';
import { EventStream } from './event-stream';
import { emptyBlock, fullBlock, messageDelta, messageShell } from './message-json';
import { type Call, CutConnection, produceTokens } from './produce-tokens';

/** Sends the answer as one JSON object, at the time when a stream of it would have ended. */
export async function answerWhole(call: Call): Promise<void> {
  const { entry, output, response } = call;
  for await (const _ of produceTokens(call)) {
    // Only the time that they take and their count in the log matter here.
  }
  const message: Anthropic.Message = {
    ...messageShell(providerId('msg'), entry.model, entry),
    content: output.blocks.map((block) => fullBlock(block, providerId('toolu'))),
    stop_reason: output.stopReason,
  };
  message.usage.output_tokens = entry.outputTokens;
  entry.stopReason = output.stopReason;
  entry.finished = true;
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(message));
}

/** Sends the answer as server-sent events at its pace. */
export async function answerStreaming(call: Call): Promise<void> {
  const { entry, fault, output, response, signal } = call;
  if (fault?.kind === 'cut' && fault.afterTokens === 0) throw new CutConnection();
  const events = new EventStream(response, signal);
  let open = -1;
  const openBlock = async (index: number): Promise<void> => {
    const block = output.blocks[index];
    if (!block) return;
    open = index;
    const content_block = emptyBlock(block, providerId('toolu'));
    await events.send({ type: 'content_block_start', index, content_block });
    if (index === 0) await events.send({ type: 'ping' });
  };
  const closeBlock = async (): Promise<void> => {
    const block = output.blocks[open];
    if (!block) return;
    if (block.citation && block.whole) {
      await events.send({
        type: 'content_block_delta',
        index: open,
        delta: { type: 'citations_delta', citation: block.citation },
      });
    }
    await events.send({ type: 'content_block_stop', index: open });
  };

  try {
    const message = messageShell(providerId('msg'), entry.model, entry);
    await events.send({ type: 'message_start', message });
    for await (const { index, text } of produceTokens(call)) {
      if (index !== open) {
        await closeBlock();
        await openBlock(index);
      }
      const called = output.blocks[index]?.type === 'tool_use';
      await events.send({
        type: 'content_block_delta',
        index,
        delta: called
          ? { type: 'input_json_delta', partial_json: text }
          : { type: 'text_delta', text },
      });
    }
    await closeBlock();
    entry.stopReason = output.stopReason;
    await events.send(messageDelta(output.stopReason, entry, entry.outputTokens));
    if (fault?.kind !== 'no_stop') {
      await events.send({ type: 'message_stop' });
      entry.finished = true;
    }
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    await events.send(error.envelope(entry.requestId));
  }
  events.end();
}

/** Identifiers look like the provider's: a prefix and an opaque rest. */
function providerId(prefix: 'msg' | 'toolu'): string {
  return `${prefix}_local_${newId().replaceAll('-', '')}`;
}
