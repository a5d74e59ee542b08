import { toErrorBody } from '@/lib/errors';
import type { StreamWriter } from '@/lib/kv/tenant-streams';
import { tenantStreams } from '@/lib/kv/tenant-streams';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { answer } from '../answer';
import type { AnswerEvent, AnswerRequest, RunningAnswer } from '../schema';

/** Text that comes faster is put together, so that a stream has few entries. */
const GATHER_MS = 25;

export interface StartOptions {
  streamId: string;
  /** As in `answer`. */
  onAdmitted: (headers: Record<string, string>) => void;
}

/**
 * Begins an answer that goes on by itself, whoever listens, until it is complete or stopped, and keeps its events under
 * `streamId` for those who follow it. Asked twice under the same id it is begun once: then undefined, else what resolves
 * when all is done.
 */
export async function startRunning(
  ctx: TenantContext,
  request: AnswerRequest,
  { streamId, onAdmitted }: StartOptions,
): Promise<{ done: Promise<void> } | undefined> {
  const stop = new AbortController();
  const writer = await tenantStreams(ctx).begin(streamId, () => stop.abort());
  if (!writer) return undefined;
  const events = answer(ctx, request, { signal: stop.signal, interactive: true, onAdmitted });
  return { done: record(events, writer, { streamId, question: request.question }) };
}

async function record(
  events: AsyncIterable<AnswerEvent>,
  writer: StreamWriter,
  about: Pick<RunningAnswer, 'streamId' | 'question'>,
): Promise<void> {
  const recorder = new Recorder(writer);
  try {
    for await (const event of events) {
      if (event.type === 'started') {
        const { requestId, conversationId, questionId, parentId, title } = event;
        const running: RunningAnswer = {
          ...about,
          ...{ requestId, conversationId, questionId, parentId, title },
        };
        recorder.describe(JSON.stringify(running));
      }
      recorder.add(event);
    }
  } catch (error) {
    log.error({ err: error }, 'an answer could not be run');
    recorder.add({ type: 'error', error: toErrorBody(error).body });
  } finally {
    recorder.end();
  }
}

const TOO_LONG: AnswerEvent = {
  type: 'error',
  error: {
    code: 'too_large',
    message: 'This answer is too long to be shown while it is written. Look again in a moment.',
  },
};

/** Writes events down, and goes on reading them when it cannot: what is paid for is finished and stored. */
class Recorder {
  readonly #writer: StreamWriter;
  #text = '';
  #timer: NodeJS.Timeout | undefined;
  #writing = true;

  constructor(writer: StreamWriter) {
    this.#writer = writer;
  }

  describe(info: string): void {
    this.#try(() => this.#writer.describe(info));
  }

  add(event: AnswerEvent): void {
    if (event.type !== 'text') {
      this.#flush();
      this.#write(event);
    } else if (this.#timer) this.#text += event.text;
    else {
      this.#write(event);
      this.#gather();
    }
  }

  end(): void {
    this.#flush();
    this.#writer.end();
  }

  #gather(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#text === '') return;
      this.#flush();
      this.#gather();
    }, GATHER_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.#write({ type: 'text', text });
  }

  #write(event: AnswerEvent): void {
    this.#try(() => {
      if (this.#writer.write(JSON.stringify(event))) return;
      this.#writer.writeLast(JSON.stringify(TOO_LONG));
      this.#writing = false;
    });
  }

  /** The tenant's keys may be gone while its last answer ends. */
  #try(write: () => void): void {
    if (!this.#writing) return;
    try {
      write();
    } catch (err) {
      this.#writing = false;
      log.warn({ err }, 'an answer cannot be followed any more');
    }
  }
}
