import { env } from '@/lib/env';
import { guardedRequest } from '@/lib/outgoing/guarded-request';
import { PrivateAddress } from '@/lib/outgoing/public-lookup';
import type { TenantContext } from '@/lib/tenancy/context';
import { asksFirst, type HttpTool, isAllowedHost } from './schema';
import type { Tool, ToolOutput } from './tool';
import { readToolSecret } from './tool-secret';
import { filledUrl, hostOf, placeholdersOf } from './url-template';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;
const READABLE =
  /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml)\b|application\/(?:x-ndjson|yaml)\b)/i;

type Input = Readonly<Record<string, unknown>>;

/** A tool of the workspace's own, which may call the hosts that its administrators allow. */
export function httpTool(tool: HttpTool, hosts: readonly string[]): Tool {
  return {
    kind: 'http',
    id: tool.id,
    name: tool.name,
    description: tool.description,
    input: tool.input,
    needs: 'chat:ask',
    asksFirst: asksFirst(tool),
    definition: JSON.stringify(tool),
    target: (input) => {
      const url = addressOf(tool, input);
      return url && `${tool.method} ${url.href}`;
    },
    run: (ctx, input, { signal }) =>
      callHttp(ctx, tool, { input, hosts, signal, secret: undefined }),
  };
}

interface HttpCall {
  input: Input;
  hosts: readonly string[];
  signal: AbortSignal;
  /** One that is tried and not kept; undefined: the tool's own. */
  secret: string | undefined;
}

/**
 * Calls it. Whatever the other side does is an output: a refusal, a redirect, which is not followed, an address that leads
 * inside, an answer that is no text. What came back is others' words.
 */
export async function callHttp(
  ctx: TenantContext,
  tool: HttpTool,
  call: HttpCall,
): Promise<ToolOutput> {
  const url = addressOf(tool, call.input);
  if (!url) return failed('The values lead to no address.');
  if (!isAllowedHost(url.hostname, call.hosts))
    return failed(`Calls of ${url.hostname} are not allowed.`);
  if (url.protocol !== 'https:' && !env.TENANTRY_PRIVATE_TOOLS)
    return failed('Only addresses that begin with https:// are called.');
  const { secretHeader } = tool;
  const secret = secretHeader
    ? (call.secret ?? (await readToolSecret(ctx, tool.id, hostOf(tool.url))))
    : undefined;
  if (secretHeader && secret === undefined)
    return failed('The tool has no secret for this host: an administrator has to give it anew.');
  const body = bodyOf(tool, call.input);
  const headers: Record<string, string> = {
    accept: 'application/json, text/*',
    'accept-encoding': 'identity',
    'user-agent': 'Tenantry',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...Object.fromEntries(tool.headers.map(({ name, value }) => [name.toLowerCase(), value])),
    ...(secretHeader && secret !== undefined && { [secretHeader.toLowerCase()]: secret }),
  };
  try {
    const response = await guardedRequest({
      url,
      method: tool.method,
      headers,
      body,
      mayBePrivate: env.TENANTRY_PRIVATE_TOOLS,
      timeoutMs: TIMEOUT_MS,
      mostBytes: MOST_BYTES,
      signal: call.signal,
    });
    const { status } = response;
    if (status >= 300 && status < 400)
      return failed(`${url.hostname} answered with a redirect (${status}), which is not followed.`);
    const type = String(response.headers['content-type'] ?? 'text/plain');
    const encoded = response.headers['content-encoding'] ?? 'identity';
    if (response.body.length > 0 && (!READABLE.test(type) || encoded !== 'identity'))
      return failed(`${url.hostname} answered ${status} with something that is no text.`);
    const said = withoutSecret(response.body.toString('utf8'), secret);
    const text = [
      `${url.hostname} answered ${status}${response.cut ? '; this is the beginning' : ''}:`,
      said === '' ? '(nothing)' : said,
    ].join('\n');
    return status >= 400 ? failed(text) : { text };
  } catch (error) {
    call.signal.throwIfAborted();
    return failed(
      error instanceof PrivateAddress
        ? `${url.hostname} leads to an address that is not of the public network. It was not called.`
        : isTimeout(error)
          ? `${url.hostname} did not answer within ${TIMEOUT_MS / 1000} seconds.`
          : `${url.hostname} could not be reached.`,
    );
  }
}

/** What of the input the address does not carry goes into the query, or the body where the method has one. */
function addressOf(tool: HttpTool, input: Input): URL | undefined {
  const url = filledUrl(tool.url, input);
  if (!url || hasBody(tool)) return url;
  for (const [name, value] of rest(tool, input))
    url.searchParams.append(
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    );
  return url;
}

function bodyOf(tool: HttpTool, input: Input): string | undefined {
  return hasBody(tool) ? JSON.stringify(Object.fromEntries(rest(tool, input))) : undefined;
}

function hasBody({ method }: HttpTool): boolean {
  return method !== 'GET' && method !== 'DELETE';
}

function rest(tool: HttpTool, input: Input): [string, unknown][] {
  const used = new Set(placeholdersOf(tool.url));
  return Object.entries(input).filter(([name]) => !used.has(name));
}

/** An echo of what it was shown is not for a model. */
function withoutSecret(text: string, secret: string | undefined): string {
  // A scheme such as Bearer stands before it.
  const parts = secret ? [secret, ...secret.split(' ').slice(-1)] : [];
  return parts.reduce((rest, part) => rest.replaceAll(part, '(secret)'), text);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function failed(text: string): ToolOutput {
  return { text, failed: true };
}
