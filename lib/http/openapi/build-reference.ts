import type {
  FieldView,
  JsonSchema,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiResponse,
  OperationView,
  ReferenceView,
} from './schema';

/** Deeper than this the document itself is the better reader's. */
const DEEPEST = 3;

/** The document as a page shows it. `origin`: where the examples ask. */
export function buildReference(document: OpenApiDocument, origin: string): ReferenceView {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return {
    title: document.info.title,
    groups: document.tags.map(({ name }) => ({
      name,
      operations: operations
        .filter(({ operation }) => operation.tags.includes(name))
        .map(({ path, method, operation }) =>
          viewOf(document, { path, method, operation }, origin),
        ),
    })),
  };
}

interface Place {
  path: string;
  method: string;
  operation: OpenApiOperation;
}

function viewOf(document: OpenApiDocument, place: Place, origin: string): OperationView {
  const { path, method, operation } = place;
  const [contentType, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    description: operation.description ?? '',
    scopes: operation['x-scopes'] ?? [],
    parameters: operation.parameters.map(({ name, in: where, required, description, schema }) => ({
      name,
      in: where,
      required,
      type: typeOf(schema),
      note: [description, limitsOf(schema)].filter(Boolean).join(' '),
    })),
    body: contentType ? { contentType, fields: fieldsOf(media?.schema ?? {}) } : null,
    responses: Object.entries(operation.responses).map(([status, response]) =>
      responseOf(status, resolved(document, response)),
    ),
    curl: curlOf(place, origin),
  };
}

function resolved(
  document: OpenApiDocument,
  response: OpenApiResponse | { $ref: string },
): OpenApiResponse {
  if (!('$ref' in response)) return response;
  const { description = '' } =
    document.components.responses[response.$ref.split('/').at(-1) ?? ''] ?? {};
  return { description };
}

function responseOf(
  status: string,
  { description, content = {} }: OpenApiResponse,
): OperationView['responses'][number] {
  const events = content['text/event-stream']?.schema?.description;
  return {
    status,
    description,
    notes: events ? [events] : [],
    fields: fieldsOf(content['application/json']?.schema ?? {}),
  };
}

function fieldsOf(schema: JsonSchema, path = '', depth = 0): FieldView[] {
  if (depth > DEEPEST) return [];
  const { properties, items, required = [] } = schema;
  if (items) return fieldsOf(items, `${path}[]`, depth);
  const branch = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].find(
    (each) => each.properties ?? each.items,
  );
  // Of blocks of many kinds the document says more than a table can.
  if (branch && (schema.oneOf?.length ?? 0) < 2) return fieldsOf(branch, path, depth);
  return Object.entries(properties ?? {}).flatMap(([name, of]) => {
    const here = path ? `${path}.${name}` : name;
    const note = [of.description, limitsOf(of)].filter(Boolean).join(' ');
    return [
      { path: here, type: typeOf(of), required: required.includes(name), note },
      ...fieldsOf(of, here, depth + 1),
    ];
  });
}

function typeOf(schema: JsonSchema): string {
  const { type, items, anyOf, oneOf, enum: values, format } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (anyOf ?? oneOf) {
    const kinds = [...new Set([...(anyOf ?? []), ...(oneOf ?? [])].map(typeOf))];
    return kinds.length > 4 ? `${kinds.slice(0, 4).join(' | ')} | …` : kinds.join(' | ');
  }
  if (items) return `array of ${typeOf(items)}`;
  if (format === 'binary') return 'file';
  if (schema.properties?.type?.const !== undefined)
    return `object ${JSON.stringify(schema.properties.type.const)}`;
  return Array.isArray(type) ? type.join(' | ') : (type ?? 'any');
}

function limitsOf({ default: standard, maximum, maxLength }: JsonSchema): string {
  const parts = [
    standard !== undefined && `Default ${JSON.stringify(standard)}.`,
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && `At most ${maximum}.`,
    maxLength !== undefined && `At most ${maxLength} characters.`,
  ];
  return parts.filter(Boolean).join(' ');
}

function curlOf({ path, method, operation }: Place, origin: string): string {
  const lines = [`curl ${origin}${path.replace(/\{(\w+)\}/g, '$$$1')}`];
  if (method === 'delete') lines.push('-X DELETE');
  if (operation.security?.length !== 0) lines.push('-H "Authorization: Bearer $TENANTRY_API_KEY"');
  const content = operation.requestBody?.content ?? {};
  const example = content['application/json']?.example;
  if (example !== undefined)
    lines.push("-H 'content-type: application/json'", `-d '${JSON.stringify(example)}'`);
  else if (content['multipart/form-data']) lines.push('-F file=@handbook.pdf');
  return lines.join(' \\\n  ');
}
