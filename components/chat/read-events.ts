import type { AnswerEvent } from '@/lib/chat/schema';

/** The events of a server-sent stream, whole however the network cut it. Comments are skipped. */
export async function* readEvents(
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<AnswerEvent> {
  if (!body) return;
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const data = part
          .split('\n')
          .filter((line) => line.startsWith('data: '))
          .map((line) => line.slice(6))
          .join('\n');
        if (data !== '') yield JSON.parse(data) as AnswerEvent;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
