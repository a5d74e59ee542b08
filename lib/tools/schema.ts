import { z } from 'zod';
import { MODELS, modelIdSchema } from '@/lib/llm/schema';
import { TOOL_KINDS, type ToolKind } from '@/lib/tenancy/schema';
import { inputSchemaSchema } from './input/schema';
import { placeholdersOf, urlTemplateSchema } from './url-template';

export const TOOL_WORDS: Record<ToolKind, { label: string; hint: string }> = {
  search_library: {
    label: 'Search the library',
    hint: 'Looks again, in other words, in what the asker may read.',
  },
  read_document: {
    label: 'Read a document',
    hint: 'Reads on in a document that the asker may read.',
  },
  list_documents: { label: 'List documents', hint: 'Names, folders and ages of documents.' },
  read_usage: {
    label: 'Usage questions',
    hint: 'Requests, tokens and spend of the workspace. Offered to its owner and admins alone, who see the same under Usage.',
  },
  http: { label: 'Own tools', hint: 'Calls over HTTP to hosts that you allow, as set up below.' },
};

/** A shorter context has no room for tools beside a question and its passages. */
export const TOOLS_NEED_CONTEXT = 12_000;
export const MOST_HTTP_TOOLS = 10;
export const SECRET_LIMIT = 4_000;

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const visible = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'Write something here.')
    .max(most, `At most ${most} characters.`)
    .refine((text) => !/[^\P{C}\n]/u.test(text), 'It contains characters that nobody sees.');

/** An exact host, or `*.` before what all below it may be. Whether it leads inside is found out with each call. */
const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    'Write hosts such as api.example.com, one on each line.',
  );

/** Of what the connection is made, or who somebody is for others: not an administrator's to set. */
const FORBIDDEN_HEADERS =
  /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|accept-encoding|cookie|x-forwarded-.*|forwarded|via|proxy-.*)$/i;

const headerName = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9-]{1,60}$/, 'A header has letters, digits and -.')
  .refine((name) => !FORBIDDEN_HEADERS.test(name), 'This header is not yours to set.');

const headerValue = z
  .string()
  .trim()
  .max(1_000, 'At most 1,000 characters.')
  .regex(/^[\x20-\x7e]*$/, 'A header has printable ASCII alone.');

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** A call over HTTP that the workspace's administrators describe. Its secret is kept apart. */
export const httpToolSchema = z
  .object({
    id,
    /** What the model calls it by. */
    name: z
      .string()
      .trim()
      .regex(/^[a-z][a-z0-9_]{2,39}$/, 'A name has 3 to 40 lower-case letters, digits and _.')
      .refine((name) => !(TOOL_KINDS as readonly string[]).includes(name), 'This name is taken.'),
    description: visible(600),
    method: z.enum(HTTP_METHODS),
    url: urlTemplateSchema,
    headers: z
      .array(z.object({ name: headerName, value: headerValue }))
      .max(10, 'At most 10 headers.'),
    /** The header that carries the secret; null: there is none. */
    secretHeader: headerName.nullable(),
    input: inputSchemaSchema,
    /** Also where the method only reads. */
    confirm: z.boolean(),
    enabled: z.boolean(),
  })
  .superRefine(({ url, input, secretHeader, headers }, { addIssue }) => {
    for (const name of placeholdersOf(url))
      if (!input.properties[name])
        addIssue({
          code: 'custom',
          path: ['url'],
          message: `{${name}} is no property of the input.`,
        });
    const names = [...headers.map(({ name }) => name), ...(secretHeader ? [secretHeader] : [])];
    const lower = names.map((name) => name.toLowerCase());
    if (new Set(lower).size < lower.length)
      addIssue({ code: 'custom', path: ['headers'], message: 'A header stands there twice.' });
  });
export type HttpTool = z.infer<typeof httpToolSchema>;

/** What the administrators chose of what their policy grants. */
export const setupSchema = z.object({
  /** Empty: the product's own. */
  name: z
    .string()
    .trim()
    .max(40, 'At most 40 characters.')
    .regex(/^[\p{L}\p{N} .'’&-]*$/u, 'A name has letters, digits, spaces and . ’ & -'),
  /** Default first; of the plan's those alone that stand here. Empty: all of the plan's. */
  models: z.array(modelIdSchema).max(10),
  tools: z.array(z.enum(TOOL_KINDS)).transform((kinds) => [...new Set(kinds)]),
  hosts: z
    .array(host)
    .max(20, 'At most 20 hosts.')
    .transform((hosts) => [...new Set(hosts)]),
  httpTools: z
    .array(httpToolSchema)
    .max(MOST_HTTP_TOOLS, `At most ${MOST_HTTP_TOOLS} tools.`)
    .refine(
      (tools) => new Set(tools.map(({ name }) => name)).size === tools.length,
      'Two tools have the same name.',
    ),
});
export type Setup = z.infer<typeof setupSchema>;

export const NO_SETUP: Setup = { name: '', models: [], tools: [], hosts: [], httpTools: [] };

/** Everything but the tools of one's own, which have an editor each. */
export const choiceSchema = setupSchema.omit({ httpTools: true });
export type Choice = z.infer<typeof choiceSchema>;

export const saveToolSchema = z.object({
  tool: httpToolSchema,
  /** A new secret; undefined leaves what there is. */
  secret: headerValueOf(SECRET_LIMIT).optional(),
});
export type SaveTool = z.infer<typeof saveToolSchema>;
export const removeToolSchema = z.object({ id });
export const tryToolSchema = z.object({
  tool: httpToolSchema,
  secret: headerValueOf(SECRET_LIMIT).optional(),
  /** JSON. */
  input: z.string().max(20_000),
});
export type TryTool = z.infer<typeof tryToolSchema>;
export const decideCallSchema = z.object({ id, allow: z.boolean() });

function headerValueOf(most: number) {
  return z
    .string()
    .trim()
    .min(8, 'A secret has at least 8 characters.')
    .max(most, `At most ${most.toLocaleString('en')} characters.`)
    .regex(/^[\x20-\x7e]*$/, 'A secret has printable ASCII alone.');
}

/** Whether a person is asked before each call. */
export function asksFirst({ method, confirm }: Pick<HttpTool, 'method' | 'confirm'>): boolean {
  return confirm || method !== 'GET';
}

export function isAllowedHost(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((each) =>
    each.startsWith('*.') ? hostname.endsWith(each.slice(1)) : hostname === each,
  );
}

/** In words, a line each, to be compared. */
export function setupText({ name, models, tools, hosts, httpTools }: Setup): string {
  return [
    ...(name === '' ? [] : [`Name: ${name}`]),
    ...(models.length === 0
      ? []
      : [`Models: ${models.map((model) => MODELS[model].displayName).join(', ')}`]),
    ...tools.map((kind) => `Tool: ${TOOL_WORDS[kind].label}`),
    ...hosts.map((each) => `Tools may call: ${each}`),
    ...httpTools.map(httpToolText),
  ].join('\n');
}

function httpToolText(tool: HttpTool): string {
  const { name, method, url, description, enabled, confirm, secretHeader, headers, input } = tool;
  return [
    `Own tool ${name}${enabled ? '' : ' (off)'}: ${method} ${url}`,
    `— ${description}`,
    ...(confirm ? ['— asks before each call'] : []),
    ...headers.map((each) => `— ${each.name}: ${each.value}`),
    ...(secretHeader ? [`— secret in ${secretHeader}`] : []),
    `— input ${JSON.stringify(input)}`,
  ].join('\n');
}

/** How a call of a tool ended, or stands. */
export const CALL_STATES = [
  'asking',
  'running',
  'ok',
  'failed',
  'refused',
  'denied',
  'expired',
] as const;
export type CallState = (typeof CALL_STATES)[number];

/** One call of a tool as its asker sees it. Arguments and result are content. */
export const toolCallSchema = z.object({
  id,
  /** By which the model called it. */
  name: z.string(),
  kind: z.enum(TOOL_KINDS).nullable(),
  state: z.enum(CALL_STATES),
  /** JSON, as it was called, or the beginning of it. */
  input: z.string(),
  /** What a person is asked about: method and address. */
  target: z.string().optional(),
  /** Until when they are asked, ISO 8601. */
  until: z.string().optional(),
  /** The beginning of what came back. */
  result: z.string().optional(),
  /** Milliseconds of the call itself. */
  ms: z.number().optional(),
  confirmed: z.literal(true).optional(),
});
export type ToolCall = z.infer<typeof toolCallSchema>;

/** What came of a try in the editor. */
export type Tried = Pick<ToolCall, 'state' | 'result' | 'ms'>;
