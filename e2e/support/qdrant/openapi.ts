import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

type Json = Record<string, unknown>;

interface Operation {
  operationId: string;
  requestBody?: { content: { 'application/json': { schema: Json } } };
  parameters?: { name: string; in: string; required?: boolean; schema: Json }[];
  responses: Record<string, { content?: { 'application/json': { schema: Json } } }>;
}

export interface MatchedOperation {
  id: string;
  params: Record<string, string>;
  /** What is wrong with the query and body; empty when nothing is. */
  checkRequest(query: URLSearchParams, body: unknown): string[];
  checkAnswer(status: number, body: unknown): string[];
}

const FILE = 'e2e/support/fixtures/qdrant-openapi-1.19.json';

/** Qdrant's own OpenAPI document as a validator of calls and answers. */
export function readOpenApi(): (method: string, path: string) => MatchedOperation | undefined {
  const document = strict(JSON.parse(readFileSync(FILE, 'utf8'))) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Json> };
  };
  const ajv = new Ajv({ strict: false, allErrors: false, coerceTypes: false });
  addFormats.default(ajv);
  for (const format of ['uint', 'uint8', 'uint16', 'uint32', 'uint64'])
    ajv.addFormat(format, { type: 'number', validate: (n) => Number.isInteger(n) && n >= 0 });
  ajv.addSchema({ $id: 'qdrant', definitions: document.components.schemas });
  const compiled = new Map<object, ValidateFunction>();
  const check = (schema: Json, value: unknown): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    return validate(value) ? [] : [ajv.errorsText(validate.errors)];
  };
  const routes = Object.entries(document.paths).map(([pattern, methods]) => ({
    // Literal segments before parameters: `/collections/aliases` is no collection.
    parameters: pattern.split('{').length,
    matches: new RegExp(`^${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    methods,
  }));
  routes.sort((a, b) => a.parameters - b.parameters);

  return (method, path) => {
    const route = routes.find((each) => each.matches.test(path) && method in each.methods);
    const operation = route?.methods[method];
    if (!operation) return undefined;
    return {
      id: operation.operationId,
      params: { ...route.matches.exec(path)?.groups },
      checkRequest: (query, body) => [
        ...checkQuery(operation, query, check),
        ...checkBody(operation.requestBody?.content['application/json'].schema, body, check),
      ],
      checkAnswer: (status, body) => {
        const { responses } = operation;
        const answer = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
        const schema = (answer ?? responses.default)?.content?.['application/json'].schema;
        return checkBody(schema, body, check);
      },
    };
  };
}

type Check = (schema: Json, value: unknown) => string[];

function checkBody(schema: Json | undefined, body: unknown, check: Check): string[] {
  if (schema) return check(schema, body);
  return body === undefined ? [] : ['a body where none belongs'];
}

function checkQuery(operation: Operation, query: URLSearchParams, check: Check): string[] {
  const known = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  return [...query].flatMap(([name, text]) => {
    const parameter = known.find((each) => each.name === name);
    if (!parameter) return [`no parameter ${name}`];
    const value = ['true', 'false'].includes(text) ? text === 'true' : text;
    return check(parameter.schema, /^\d+$/.test(text) ? Number(text) : value);
  });
}

/**
 * OpenAPI 3.0 as JSON Schema, and nothing let through that the document does not describe: `nullable`
 * is a keyword of its own there, and an object that lists its properties has no others here.
 */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Json;
  const node: Json = Object.fromEntries(
    Object.entries(rest)
      .filter(([key]) => key !== 'example')
      .map(([key, each]) => [key, strict(each)]),
  );
  if (typeof node.$ref === 'string')
    node.$ref = node.$ref.replace('#/components/schemas/', 'qdrant#/definitions/');
  if (node.type === 'object' && isObject(node.properties) && !('additionalProperties' in node))
    node.additionalProperties = false;
  if (nullable !== true) return node;
  if (Object.keys(node).length === 0) return { type: 'null' };
  return { anyOf: [node, { type: 'null' }] };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
