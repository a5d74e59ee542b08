import http from 'node:http';

export interface Target {
  name: string;
  url: string;
  headers: Record<string, string>;
}

export interface LoadPlan {
  kind: 'whole' | 'streamed';
  callers: number;
  /** Default: without end. */
  requests?: number;
  over?: AbortSignal;
}

export interface LoadResult {
  /** Of requests that were answered. */
  requests: number;
  seconds: number;
  /** Until the first piece of text of each streamed answer, in ms; until the whole of one that is not. */
  firstMs: number[];
  statuses: Map<number, number>;
}

const body = (stream: boolean) =>
  Buffer.from(
    JSON.stringify({
      model: 'claude-haiku-5-5',
      max_tokens: 200,
      stream,
      messages: [{ role: 'user', content: 'When does the harbour office open, and who keeps it?' }],
    }),
  );
const BODIES = { whole: body(false), streamed: body(true) };
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** So many callers, each asking again as soon as it was answered, until `requests` were or `over` is aborted. */
export async function load(
  target: Target,
  { kind, callers, requests = Number.POSITIVE_INFINITY, over }: LoadPlan,
): Promise<LoadResult> {
  const result: LoadResult = { requests: 0, seconds: 0, firstMs: [], statuses: new Map() };
  let left = requests;
  const from = performance.now();
  const caller = async () => {
    while (left-- > 0 && !over?.aborted) {
      const { status, firstMs } = await ask(target, BODIES[kind], kind === 'streamed');
      result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1);
      result.firstMs.push(firstMs);
      result.requests += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  result.seconds = (performance.now() - from) / 1000;
  return result;
}

function ask(
  { url, headers }: Target,
  sent: Buffer,
  streamed: boolean,
): Promise<{ status: number; firstMs: number }> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${url}/v1/messages`,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': sent.length,
          'anthropic-version': '2023-06-01',
          ...headers,
        },
      },
      (response) => {
        let firstMs: number | undefined;
        let seen = '';
        response.on('data', (piece: Buffer) => {
          if (!streamed || firstMs !== undefined) return;
          seen += piece.toString('latin1');
          if (seen.includes('content_block_delta')) firstMs = performance.now() - from;
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            firstMs: firstMs ?? performance.now() - from,
          }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(sent);
  });
}
