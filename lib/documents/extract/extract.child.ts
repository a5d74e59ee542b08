import { Worker } from 'node:worker_threads';
import { toFailure } from './extract-error';
import type { ChildMessage, ParentMessage } from './extract-messages';
import { parse } from './parse';

/**
 * Reads one file: its description comes as a message, its bytes on standard input, the result leaves
 * as a message, and the process ends. A parser in an endless loop never sees that its parent died, so
 * a thread beside it watches for that.
 */
new Worker(new URL('./extract-orphan.mjs', import.meta.url), { execArgv: [] }).unref();

process.once('message', async (message: ParentMessage) => {
  const bytes = await readInput();
  let reply: ChildMessage;
  try {
    const value = await parse({ ...message, bytes }, (done, total) =>
      send({ kind: 'progress', done, total }),
    );
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const cpuMs = (userCPUTime + systemCPUTime) / 1_000;
    reply = { kind: 'done', value, peakBytes: maxRSS * 1_024, cpuMs };
  } catch (error) {
    reply = { kind: 'failed', failure: toFailure(error) };
  }
  send(reply, () => process.exit(0));
});

async function readInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(message: ChildMessage, sent?: () => void): void {
  process.send?.(message, undefined, {}, sent);
}
