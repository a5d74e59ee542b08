import type { ServerResponse } from 'node:http';
import { ApiFailure } from './api-failure';
import type { CallLogEntry } from './call-log';
import { Pace } from './pace';
import type { Output } from './plan-output';
import type { Fault, LocalModelSettings } from './settings';

/** An accepted request on its way to its answer. */
export interface Call {
  response: ServerResponse;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
  settings: LocalModelSettings;
  fault: Fault | undefined;
  output: Output;
  /** Kept up to date while the answer is produced. */
  entry: CallLogEntry;
}

/** The planned end of a connection. */
export class CutConnection extends Error {}

/** Some tokens of the block with this index. */
export interface Chunk {
  index: number;
  text: string;
}

/**
 * The tokens of an answer in time, counted in the log as they are made. Throws the fault that is
 * planned: `CutConnection`, or `ApiFailure` for an error inside the answer; rejects with the
 * signal's reason when the client is gone.
 */
export async function* produceTokens(call: Call): AsyncGenerator<Chunk> {
  const { entry, fault, output, settings, signal } = call;
  const pace = new Pace(settings, signal);
  const strikesAt = fault && 'afterTokens' in fault ? fault.afterTokens : Number.POSITIVE_INFINITY;
  await pace.firstToken();
  for (const [index, block] of output.blocks.entries()) {
    let at = 0;
    while (at < block.tokens.length) {
      if (entry.outputTokens >= strikesAt) await strike(fault, pace);
      const count = Math.min(
        pace.tokensAtOnce,
        block.tokens.length - at,
        strikesAt - entry.outputTokens,
      );
      const text = block.tokens.slice(at, at + count).join('');
      at += count;
      entry.outputTokens += count;
      yield { index, text };
      await pace.after(entry.outputTokens);
    }
  }
  // An answer shorter than the fault's count is struck before its end.
  if (Number.isFinite(strikesAt)) await strike(fault, pace);
}

async function strike(fault: Fault | undefined, pace: Pace): Promise<void> {
  if (fault?.kind === 'cut') throw new CutConnection();
  if (fault?.kind === 'stall') await pace.stall();
  if (fault?.kind === 'stream_error') throw new ApiFailure(529, 'Overloaded');
}
