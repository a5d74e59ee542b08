import { expect, it } from 'vitest';
import { readEvents } from './read-events';

const streamOf = (...pieces: Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });

it('reads events however the network cuts them, inside of a character too', async () => {
  const bytes = new TextEncoder().encode(
    ': keep-alive\n\ndata: {"type":"text","text":"é\\n\\nx"}\n\ndata: {"type":"stage","stage":"queue"}\n\n',
  );
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const read: unknown[] = [];
    for await (const event of readEvents(streamOf(bytes.slice(0, cut), bytes.slice(cut)))) {
      read.push(event);
    }
    expect(read).toEqual([
      { type: 'text', text: 'é\n\nx' },
      { type: 'stage', stage: 'queue' },
    ]);
  }
});

it('drops an event that never ended', async () => {
  const read: unknown[] = [];
  const half = new TextEncoder().encode('data: {"type":"te');
  for await (const event of readEvents(streamOf(half))) read.push(event);
  expect(read).toEqual([]);
});
