import { linesOf } from '@/components/guardrails/lines';
import { parseInputSchema } from '@/lib/tools/input/schema';
import { type HttpTool, httpToolSchema } from '@/lib/tools/schema';

/** What the editor holds: text as it was typed. */
export interface ToolDraft extends Omit<HttpTool, 'headers' | 'input' | 'secretHeader'> {
  /** `Name: value`, one on each line. */
  headers: string;
  /** Empty: no secret. */
  secretHeader: string;
  schema: string;
}

const EXAMPLE = {
  type: 'object',
  properties: { order: { type: 'string', description: 'Number of the order.' } },
  required: ['order'],
};

export function draftOf(tool: HttpTool | undefined): ToolDraft {
  if (!tool)
    return {
      id: crypto.randomUUID(),
      name: '',
      description: '',
      method: 'GET',
      url: '',
      headers: '',
      secretHeader: '',
      schema: JSON.stringify(EXAMPLE, null, 2),
      confirm: false,
      enabled: true,
    };
  const { headers, input, secretHeader, ...rest } = tool;
  return {
    ...rest,
    headers: headers.map(({ name, value }) => `${name}: ${value}`).join('\n'),
    secretHeader: secretHeader ?? '',
    schema: JSON.stringify(input, null, 2),
  };
}

export type DraftErrors = Partial<Record<keyof ToolDraft, string>>;

/** The tool that a draft describes, or what keeps it from being one, by field. */
export function toolOf(draft: ToolDraft): { tool: HttpTool } | { errors: DraftErrors } {
  const { headers, secretHeader, schema, ...rest } = draft;
  const input = parseInputSchema(schema);
  const parsed = httpToolSchema.safeParse({
    ...rest,
    headers: linesOf(headers).map((line) => {
      const [name = '', ...value] = line.split(':');
      return { name, value: value.join(':') };
    }),
    secretHeader: secretHeader.trim() === '' ? null : secretHeader,
    input: 'schema' in input ? input.schema : { type: 'object', properties: {} },
  });
  const errors: DraftErrors = 'problem' in input ? { schema: input.problem } : {};
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = path[0] === 'input' ? 'schema' : (path[0] as keyof ToolDraft);
    errors[field] ??= message;
  }
  // Without its schema nothing can be said of the address's placeholders.
  if ('problem' in input && errors.url?.startsWith('{')) delete errors.url;
  return parsed.success && 'schema' in input ? { tool: parsed.data } : { errors };
}
