import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallLog } from './call-log';
import { FaultPlan } from './fault-plan';
import { handleRequest, type LocalModelState } from './handle-request';
import { PromptCache } from './prompt-cache';
import { DEFAULT_SETTINGS, type LocalModelSettings } from './settings';

export interface LocalModelOptions extends Partial<LocalModelSettings> {
  /** Default: any free port. */
  port?: number;
  /** Keys it accepts; absent: every key. */
  apiKeys?: string[];
  /** Let requests choose their settings with `x-tenantry-local-*` headers. */
  allowControl?: boolean;
  /** Append every ended call to this file as NDJSON. */
  logFile?: string;
  /** Shortest prefix in tokens that the prompt cache keeps. */
  cacheMinTokens?: number;
  /** Do not keep the process alive. */
  unref?: boolean;
}

export interface LocalModel {
  /** Base URL for the SDK, without `/v1`. */
  url: string;
  port: number;
  log: CallLog;
  /** Changes settings for the requests that come after. */
  configure(settings: Partial<LocalModelSettings>): void;
  /** Cuts open connections. */
  close(): Promise<void>;
}

/**
 * Starts the built-in model on 127.0.0.1: a server of Anthropic's Messages API that answers by
 * quoting the passages it is given. It needs no key, no network and no weights.
 */
export async function startLocalModel(options: LocalModelOptions = {}): Promise<LocalModel> {
  const {
    port = 0,
    apiKeys,
    allowControl = false,
    logFile,
    cacheMinTokens = 1024,
    unref = false,
    ...settings
  } = options;
  const state: LocalModelState = {
    settings: { ...DEFAULT_SETTINGS, ...settings },
    faults: new FaultPlan(),
    cache: new PromptCache(cacheMinTokens),
    log: new CallLog(logFile),
    apiKeys: apiKeys && new Set(apiKeys),
    allowControl,
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void handleRequest(state, request, response);
  });
  if (unref) server.on('connection', (socket) => socket.unref());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  if (unref) server.unref();
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    log: state.log,
    configure: (changes) => {
      state.settings = { ...state.settings, ...changes };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
