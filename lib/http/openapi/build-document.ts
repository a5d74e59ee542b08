import { z } from 'zod';
import { STATUS } from '@/lib/errors';
import { scopesFor } from '@/lib/tenancy/roles';
import type { ApiRoute, Operation } from '../v1/api-route';
import type {
  JsonSchema,
  MediaType,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiParameter,
  OpenApiResponse,
} from './schema';

const limit = z.object({
  name: z.string(),
  scope: z.string(),
  limit: z.union([z.number(), z.string()]),
  used: z.union([z.number(), z.string()]),
  resetsAt: z.string().optional(),
  timeZone: z.string().optional(),
  remedy: z.string(),
});
const codes = Object.keys(STATUS) as [string, ...string[]];
const problem = z.object({
  title: z.string(),
  status: z.number().int(),
  code: z.enum(codes),
  message: z.string(),
  requestId: z.string().optional(),
  retryAfter: z.number().optional(),
  limit: limit.optional(),
});
const anthropicError = z.object({
  type: z.literal('error'),
  error: z.object({
    type: z.string(),
    message: z.string(),
    code: z.enum(codes),
    limit: limit.optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
  request_id: z.string().optional(),
});

/** Refusals that every route with a key can give. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'Something in the request is not valid, or not supported here.',
  401: 'No API key, or one that does not hold.',
  402: 'A budget has no room; `limit` names it.',
  403: 'The key’s scopes, its addresses, the plan or a pause of the workspace forbid it.',
  404: 'Not there, or not yours.',
  409: 'In conflict with what is there: a name of another request, a quota of uploads that is full.',
  413: 'Larger than is accepted.',
  429: 'A rate or concurrency limit, which `limit` names; `retry-after` says when to come back.',
  503: 'Something that is needed is away; `retry-after` says when to come back.',
  529: 'The model, or this service, is overloaded; `retry-after` says when to come back.',
};

/** The OpenAPI document of these routes. Pure: bodies and answers are the schemas that the handlers check with. */
export function buildDocument(routes: readonly ApiRoute[]): OpenApiDocument {
  const document: OpenApiDocument = {
    openapi: '3.1.0',
    info: {
      title: 'Tenantry API',
      version: '1',
      description:
        'Answers from a workspace’s documents, and the Anthropic Messages API, under the workspace’s limits and budgets. Every answer carries `request-id`; admitted requests carry `RateLimit` and `RateLimit-Policy`.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ operation }) => operation.tag))].map((name) => ({ name })),
    security: [{ bearer: [] }, { apiKey: [] }],
    paths: {},
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
      schemas: { Problem: jsonSchema(problem), AnthropicError: jsonSchema(anthropicError) },
      responses: refusals(),
    },
  };
  for (const route of routes) {
    document.paths[route.path] ??= {};
    const path = document.paths[route.path];
    if (path) path[route.method.toLowerCase() as 'get' | 'post' | 'delete'] = operationOf(route);
  }
  return document;
}

function refusals(): Record<string, OpenApiResponse> {
  const of = (dialect: string, type: string, schema: string) =>
    Object.entries(REFUSALS).map(([status, description]): [string, OpenApiResponse] => [
      `${dialect}${status}`,
      {
        description,
        content: { [type]: { schema: { $ref: `#/components/schemas/${schema}` } as JsonSchema } },
      },
    ]);
  return Object.fromEntries([
    ...of('problem', 'application/problem+json', 'Problem'),
    ...of('anthropic', 'application/json', 'AnthropicError'),
  ]);
}

function operationOf(route: ApiRoute): OpenApiOperation {
  const { operation, method, path } = route;
  const { tag, summary, description } = operation;
  const responses: OpenApiOperation['responses'] = {};
  for (const [status, { description: text, schema, events }] of Object.entries(
    operation.responses,
  )) {
    const content: Record<string, MediaType> = {};
    if (schema) content['application/json'] = { schema: jsonSchema(schema, 'output') };
    if (events) content['text/event-stream'] = { schema: { type: 'string', description: events } };
    responses[status] = {
      description: text,
      ...(Object.keys(content).length > 0 && { content }),
    };
  }
  if (!('open' in route))
    for (const status of Object.keys(REFUSALS))
      responses[status] ??= { $ref: `#/components/responses/${route.dialect}${status}` };
  return {
    operationId: `${method.toLowerCase()}${path.replace(/\/v1|[{}]/g, '').replace(/[/_.]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...('open' in route ? { security: [] } : { 'x-scopes': scopesFor(route.permission) }),
    parameters: parametersOf(path, operation),
    ...bodyOf(operation),
    responses,
  };
}

function parametersOf(path: string, { query, headers = {} }: Operation): OpenApiParameter[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(
    ([, name = '']): OpenApiParameter => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }),
  );
  const schema = query ? jsonSchema(query) : {};
  const inQuery = Object.entries(schema.properties ?? {}).map(
    ([name, { description, ...of }]): OpenApiParameter => ({
      name,
      in: 'query',
      required: schema.required?.includes(name) ?? false,
      ...(description && { description }),
      schema: of,
    }),
  );
  const inHeaders = Object.entries(headers).map(
    ([name, description]): OpenApiParameter => ({
      name,
      in: 'header',
      required: false,
      description,
      schema: { type: 'string' },
    }),
  );
  return [...inPath, ...inQuery, ...inHeaders];
}

function bodyOf({ body }: Operation): Pick<OpenApiOperation, 'requestBody'> {
  if (!body) return {};
  if ('binary' in body)
    return {
      requestBody: {
        required: true,
        content: {
          [body.binary]: { schema: { type: 'string', format: 'binary' } },
          'multipart/form-data': {
            schema: {
              type: 'object',
              required: ['file'],
              properties: {
                file: { type: 'string', format: 'binary' },
                folder: { type: 'string' },
              },
            },
          },
        },
      },
    };
  const { schema, example } = body;
  const media: MediaType = {
    schema: jsonSchema(schema),
    ...(example !== undefined && { example }),
  };
  return { requestBody: { required: true, content: { 'application/json': media } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest as JsonSchema;
}
