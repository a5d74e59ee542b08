import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { clock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import { findModel } from '../models';
import { answerStreaming, answerWhole } from './answer-call';
import { ApiFailure } from './api-failure';
import type { CallLog, CallLogEntry } from './call-log';
import { composeAnswer } from './compose-answer';
import type { FaultPlan } from './fault-plan';
import { listModels, modelInfo } from './models-route';
import { planOutput } from './plan-output';
import { CutConnection } from './produce-tokens';
import type { PromptCache } from './prompt-cache';
import { inputTokens, promptSegments } from './prompt-segments';
import { readJson } from './read-json';
import { type CountRequest, parseCountRequest, parseMessageRequest } from './request';
import { type LocalModelSettings, settingsFromHeaders } from './settings';

/** What a request needs of the server it came to. */
export interface LocalModelState {
  settings: LocalModelSettings;
  faults: FaultPlan;
  cache: PromptCache;
  log: CallLog;
  apiKeys: ReadonlySet<string> | undefined;
  allowControl: boolean;
}

/** Routes one request and turns every failure into the API's envelope. Never rejects. */
export async function handleRequest(
  state: LocalModelState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = `req_local_${newId().replaceAll('-', '')}`;
  response.setHeader('request-id', requestId);
  try {
    const apiKey = authenticate(state, request);
    const path = new URL(request.url ?? '/', 'http://local').pathname;
    const route = `${request.method} ${path}`;
    if (route === 'POST /v1/messages') await messages(state, request, response, apiKey, requestId);
    else if (route === 'POST /v1/messages/count_tokens') {
      const count = parseCountRequest(await readJson(request));
      sendJson(response, 200, { input_tokens: inputTokens(promptSegments(count)) });
    } else if (route === 'GET /v1/models') sendJson(response, 200, listModels());
    else if (route.startsWith('GET /v1/models/')) {
      sendJson(response, 200, modelInfo(decodeURIComponent(path.slice('/v1/models/'.length))));
    } else throw new ApiFailure(404, 'Not found');
  } catch (error) {
    fail(response, error, requestId);
  }
}

async function messages(
  state: LocalModelState,
  request: IncomingMessage,
  response: ServerResponse,
  apiKey: string,
  requestId: string,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort(new DOMException('The client is gone.', 'AbortError')));
  const parsed = parseMessageRequest(await readJson(request));
  const settings = requestSettings(state, request);
  const segments = promptSegments(parsed);
  checkWindow(parsed, inputTokens(segments));

  const clientRequestId = request.headers['x-client-request-id']?.toString();
  const entry: CallLogEntry = state.log.open({
    requestId,
    ...(clientRequestId ? { clientRequestId } : {}),
    account: createHash('sha256').update(apiKey).digest('hex').slice(0, 12),
    model: parsed.model,
    status: 200,
    stream: parsed.stream,
    inputTokens: 0,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: 0,
    stopReason: null,
    finished: false,
    ended: false,
    at: clock().now(),
  });
  try {
    const fault = state.faults.next(settings);
    if (fault?.kind === 'status') {
      entry.status = fault.status;
      throw new ApiFailure(fault.status, 'A planned failure.', fault.retryAfter);
    }
    Object.assign(entry, state.cache.use(entry.account, segments));
    const output = planOutput(composeAnswer(parsed), parsed.max_tokens, settings.outputTokens);
    const call = { response, signal: gone.signal, settings, fault, output, entry };
    await (parsed.stream ? answerStreaming(call) : answerWhole(call));
  } finally {
    state.log.end(entry, clock().now());
  }
}

/** As the SDK sends it (`Authorization: Bearer`) or in the header of older clients. */
function authenticate(state: LocalModelState, request: IncomingMessage): string {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const apiKey = bearer ?? request.headers['x-api-key']?.toString() ?? '';
  if (apiKey === '' || (state.apiKeys && !state.apiKeys.has(apiKey))) {
    throw new ApiFailure(401, 'invalid x-api-key');
  }
  return apiKey;
}

function requestSettings(state: LocalModelState, request: IncomingMessage): LocalModelSettings {
  if (!state.allowControl) return state.settings;
  try {
    return settingsFromHeaders(request.headers, state.settings);
  } catch (error) {
    throw new ApiFailure(400, error instanceof Error ? error.message : 'unusable settings');
  }
}

function checkWindow(request: CountRequest, tokens: number): void {
  const window = findModel(request.model)?.contextWindow ?? 0;
  if (tokens > window) {
    throw new ApiFailure(400, `prompt is too long: ${tokens} tokens > ${window} maximum`);
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, error: unknown, requestId: string): void {
  if (response.destroyed) return;
  if (error instanceof CutConnection) {
    // After what was already written, so that a cut strikes at the same byte every time.
    response.socket?.destroySoon();
    return;
  }
  const failure =
    error instanceof ApiFailure ? error : new ApiFailure(500, 'Internal server error');
  if (failure !== error) log.error({ err: error, requestId }, 'local model failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (failure.retryAfter !== undefined) response.setHeader('retry-after', failure.retryAfter);
  sendJson(response, failure.status, failure.envelope(requestId));
}
