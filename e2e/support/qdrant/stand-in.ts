import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callerOf, mayAccess } from './access';
import { MemoryCluster, Refusal } from './memory-cluster';
import { type MatchedOperation, readOpenApi } from './openapi';

export interface QdrantStandIn {
  url: string;
  apiKey: string;
  cluster: MemoryCluster;
  /** Every call: its operation and which kind of key came with it. */
  calls: { operation: string; name: string; caller: string }[];
  /** What no client of ours may do: calls or answers against the OpenAPI document, keys used wrongly. */
  violations: string[];
  /** Set: each call is answered so, or not at all; `close once` ends the connection of the next call alone. */
  fault: number | 'hang' | 'close once' | undefined;
  close(): Promise<void>;
}

const API_KEY = 'a key of the stand-in that only the gateway knows';
const LONGEST_TOKEN_SECONDS = 60;
const MANAGED = ['create_collection', 'delete_collection', 'update_aliases', 'create_field_index'];
const WRITES = ['upsert_points', 'delete_points', 'set_payload'];

/**
 * A Qdrant in memory for tests without one. Each call and each answer is validated with Qdrant's own
 * OpenAPI document, and keys and tokens are checked as Qdrant checks them.
 */
export async function startQdrantStandIn(): Promise<QdrantStandIn> {
  const match = readOpenApi();
  const server = createServer((request, response) => {
    answer(standIn, match, request, response).catch((error: Error) => {
      standIn.violations.push(`the stand-in failed: ${error.message}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const standIn: QdrantStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: API_KEY,
    cluster: new MemoryCluster(),
    calls: [],
    violations: [],
    fault: undefined,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return standIn;
}

async function answer(
  standIn: QdrantStandIn,
  match: ReturnType<typeof readOpenApi>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  if (standIn.fault === 'hang') return;
  if (standIn.fault === 'close once') {
    standIn.fault = undefined;
    response.destroy();
    return;
  }
  if (standIn.fault)
    return send(response, standIn.fault, { status: { error: 'a fault' }, time: 0 });
  const url = new URL(request.url ?? '/', standIn.url);
  const method = (request.method ?? 'GET').toLowerCase();
  const operation = match(method, url.pathname);
  if (!operation) {
    standIn.violations.push(`no operation ${method} ${url.pathname}`);
    return send(response, 404, {});
  }
  const { status, result } = run(standIn, operation, url.searchParams, body, request);
  const answered =
    status === 200
      ? { result, status: 'ok', time: 0.001 }
      : { status: { error: String(result) }, time: 0 };
  standIn.violations.push(
    ...operation.checkAnswer(status, answered).map((each) => `answer of ${operation.id}: ${each}`),
  );
  send(response, status, answered);
}

function run(
  standIn: QdrantStandIn,
  operation: MatchedOperation,
  query: URLSearchParams,
  body: unknown,
  request: IncomingMessage,
): { status: number; result: unknown } {
  const name = operation.params.collection_name ?? '';
  const key = request.headers['api-key'] ?? request.headers.authorization?.replace('Bearer ', '');
  const caller = callerOf(standIn.apiKey, typeof key === 'string' ? key : undefined);
  standIn.calls.push({ operation: operation.id, name, caller: caller.kind });
  if (caller.kind === 'refused') return { status: 401, result: caller.reason };
  const managed = MANAGED.includes(operation.id);
  if (managed && caller.kind !== 'manager')
    return { status: 403, result: 'Forbidden: Global manage access is required' };
  if (!managed) {
    if (!mayAccess(caller, name, WRITES.includes(operation.id)))
      return { status: 403, result: `Forbidden: Access to collection ${name} is required` };
    if (caller.kind === 'manager')
      standIn.violations.push(`${operation.id} with the cluster's key`);
    else if (caller.secondsLeft > LONGEST_TOKEN_SECONDS)
      standIn.violations.push(`a token that lives ${caller.secondsLeft} s`);
  }
  const wrong = operation.checkRequest(query, body);
  standIn.violations.push(...wrong.map((each) => `call of ${operation.id}: ${each}`));
  if (wrong.length > 0) return { status: 400, result: wrong[0] };
  try {
    const parsed = body as Parameters<MemoryCluster['run']>[2];
    return { status: 200, result: standIn.cluster.run(operation.id, name, parsed) };
  } catch (error) {
    const { message } = error as Error;
    return { status: error instanceof Refusal ? error.status : 400, result: message };
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
