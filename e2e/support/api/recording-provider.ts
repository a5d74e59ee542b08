import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface RecordingProvider {
  url: string;
  requests: RecordedRequest[];
  /** Answers the requests to come. */
  reply: (response: ServerResponse, request: RecordedRequest) => void;
  stop(): Promise<void>;
}

/** A stand-in for the provider that keeps what it is sent and says what a test wants it to say. */
export async function startRecordingProvider(): Promise<RecordingProvider> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
      const recorded = { path: request.url ?? '', headers: request.headers, body };
      provider.requests.push(recorded);
      provider.reply(response, recorded);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider: RecordingProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    reply: (response) => void response.writeHead(500).end(),
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return provider;
}

/** A message of the provider, whole. */
export function providerMessage(content: object[], usage: object = {}, rest: object = {}): object {
  return {
    id: 'msg_recorded',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-5-5',
    content,
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 20, output_tokens: 10, ...usage },
    ...rest,
  };
}

/** The same as server-sent events; a text comes in two pieces. */
export function providerEvents(message: object, content: object[]): string[] {
  const shell = { ...message, content: [], stop_reason: null };
  const usage = 'usage' in message ? (message.usage as object) : {};
  return [
    { type: 'message_start', message: { ...shell, usage: { ...usage, output_tokens: 1 } } },
    ...content.flatMap((block, index) => blockEvents(block as Record<string, unknown>, index)),
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function blockEvents(block: Record<string, unknown>, index: number): { type: string }[] {
  const start = (empty: object) => ({ type: 'content_block_start', index, content_block: empty });
  const delta = (of: object) => ({ type: 'content_block_delta', index, delta: of });
  const stop = { type: 'content_block_stop', index };
  if (block.type === 'text') {
    const text = String(block.text);
    const half = Math.ceil(text.length / 2);
    return [
      start({ type: 'text', text: '' }),
      delta({ type: 'text_delta', text: text.slice(0, half) }),
      delta({ type: 'text_delta', text: text.slice(half) }),
      stop,
    ];
  }
  if (block.type === 'thinking')
    return [
      start({ type: 'thinking', thinking: '', signature: '' }),
      delta({ type: 'thinking_delta', thinking: block.thinking }),
      delta({ type: 'signature_delta', signature: block.signature }),
      stop,
    ];
  return [
    start({ ...block, input: {} }),
    delta({ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }),
    stop,
  ];
}
