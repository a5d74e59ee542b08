import { z } from 'zod';

/*
 * The part of JSON Schema that a tool's input may use: an object of a few plain properties, one level of lists and objects
 * below. Nothing refers, combines, repeats or matches by pattern, so that neither a check nor a prompt can run away.
 */
const DEPTH = 3;
const MOST_BYTES = 4_000;
const MOST_PROPERTIES = 20;

const description = z.string().max(300).optional();
const plain = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('string'),
    description,
    enum: z.array(z.string().max(100)).min(1).max(50).optional(),
    format: z.enum(['uuid', 'date']).optional(),
    maxLength: z.number().int().min(1).max(4_000).optional(),
  }),
  z.strictObject({
    type: z.enum(['integer', 'number']),
    description,
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
  z.strictObject({ type: z.literal('boolean'), description }),
]);
type Plain = z.infer<typeof plain>;

export interface ListSchema {
  type: 'array';
  description?: string | undefined;
  items: PropertySchema;
  maxItems?: number | undefined;
}
export interface ObjectSchema {
  type: 'object';
  description?: string | undefined;
  properties: Record<string, PropertySchema>;
  required?: string[] | undefined;
}
export type PropertySchema = Plain | ListSchema | ObjectSchema;

const propertyName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'A property has letters, digits and _.')
  .refine((name) => !['constructor', 'prototype', '__proto__'].includes(name));

function property(depth: number): z.ZodType<PropertySchema> {
  if (depth === 0) return plain;
  return z.union([plain, list(depth), object(depth)]);
}

function list(depth: number): z.ZodType<ListSchema> {
  return z.strictObject({
    type: z.literal('array'),
    description,
    items: property(depth - 1),
    maxItems: z.number().int().min(1).max(100).optional(),
  });
}

function object(depth: number): z.ZodType<ObjectSchema> {
  return z
    .strictObject({
      type: z.literal('object'),
      description,
      properties: z.record(propertyName, property(depth - 1)),
      required: z.array(z.string()).max(MOST_PROPERTIES).optional(),
    })
    .refine(({ properties }) => Object.keys(properties).length <= MOST_PROPERTIES, {
      message: `At most ${MOST_PROPERTIES} properties.`,
    })
    .refine(
      ({ properties, required = [] }) => required.every((name) => Object.hasOwn(properties, name)),
      {
        message: 'What is required is a property.',
      },
    );
}

/** Of an object; what is asked beyond the subset is refused by its name. */
export const inputSchemaSchema: z.ZodType<ObjectSchema> = object(DEPTH).refine(
  (schema) => bytesOf(JSON.stringify(schema)) <= MOST_BYTES,
  `A schema has at most ${MOST_BYTES.toLocaleString('en')} bytes.`,
);

/** Longest text in which a schema is typed; checked before anything parses it. */
export const SCHEMA_TEXT_LIMIT = 8_000;

/** The schema that a text describes, or what keeps it from being one. */
export function parseInputSchema(text: string): { schema: ObjectSchema } | { problem: string } {
  if (text.length > SCHEMA_TEXT_LIMIT) return { problem: 'The schema is too long.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'This is not JSON.' };
  }
  const parsed = inputSchemaSchema.safeParse(value);
  if (parsed.success) return { schema: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.');
  return { problem: `${place ? `${place}: ` : ''}${issue?.message ?? 'not valid'}` };
}

const TEXT_LIMIT = 4_000;
const LIST_LIMIT = 100;

/** What is wrong with an input, in words that a model can act on; undefined: nothing. */
export function inputProblem(
  schema: PropertySchema,
  value: unknown,
  at = 'input',
): string | undefined {
  switch (schema.type) {
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return `${at} is no object`;
      const unknown = Object.keys(value).find((name) => !Object.hasOwn(schema.properties, name));
      if (unknown !== undefined) return `${at} has no property ${unknown.slice(0, 40)}`;
      const missing = schema.required?.find((name) => !Object.hasOwn(value, name));
      if (missing) return `${at}.${missing} is missing`;
      for (const [name, given] of Object.entries(value)) {
        const inner = schema.properties[name];
        const problem = inner && inputProblem(inner, given, `${at}.${name}`);
        if (problem) return problem;
      }
      return undefined;
    }
    case 'array': {
      if (!Array.isArray(value)) return `${at} is no list`;
      if (value.length > (schema.maxItems ?? LIST_LIMIT)) return `${at} has too many entries`;
      for (const [place, given] of value.entries()) {
        const problem = inputProblem(schema.items, given, `${at}[${place}]`);
        if (problem) return problem;
      }
      return undefined;
    }
    case 'string': {
      if (typeof value !== 'string') return `${at} is no text`;
      if (value.length > (schema.maxLength ?? TEXT_LIMIT)) return `${at} is too long`;
      if (schema.enum && !schema.enum.includes(value)) return `${at} is none of its values`;
      if (schema.format === 'uuid' && !UUID.test(value)) return `${at} is no id`;
      if (schema.format === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return `${at} is no date`;
      return undefined;
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${at} is neither true nor false`;
    default: {
      if (typeof value !== 'number' || !Number.isFinite(value)) return `${at} is no number`;
      if (schema.type === 'integer' && !Number.isInteger(value)) return `${at} is no whole number`;
      if (value < (schema.minimum ?? Number.NEGATIVE_INFINITY)) return `${at} is too small`;
      if (value > (schema.maximum ?? Number.POSITIVE_INFINITY)) return `${at} is too large`;
      return undefined;
    }
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Bytes of a text in UTF-8, also in a browser. */
function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
