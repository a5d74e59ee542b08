import { lastQuestion } from './passages';
import type { MessageRequest, ToolDefinition } from './request';

export interface ToolCall {
  name: string;
  input: Record<string, unknown>;
}

/**
 * The tool that a turn calls: the one that `tool_choice` forces, the first for `any`, and for `auto` the first that the
 * user's text asks for and that was not called since: by its name (`search_documents` or `search documents`) or by a phrase
 * that its description puts between “ and ”. A turn for which all of them were called is answered.
 */
export function chooseTool(request: MessageRequest): ToolCall | undefined {
  const { tool_choice: choice, tools } = request;
  const question = lastQuestion(request);
  let tool: ToolDefinition | undefined;
  if (choice.type === 'tool') tool = tools.find((known) => known.name === choice.name);
  if (choice.type === 'any') tool = askedFor(tools, question) ?? tools[0];
  if (choice.type === 'auto') {
    const called = calledSince(request);
    tool = askedFor(
      tools.filter(({ name }) => !called.has(name)),
      question,
    );
  }
  return (
    tool && {
      name: tool.name,
      input: writtenInput(tool, question) ?? objectFor(tool.input_schema, question),
    }
  );
}

/** Tools that were called behind the last question. */
function calledSince({ messages }: MessageRequest): Set<string> {
  const last = messages.findLastIndex(
    ({ role, content }) => role === 'user' && content.some(({ type }) => type === 'text'),
  );
  return new Set(
    messages
      .slice(last + 1)
      .flatMap(({ content }) =>
        content.flatMap((block) => (block.type === 'tool_use' ? [block.name] : [])),
      ),
  );
}

function askedFor(tools: ToolDefinition[], question: string): ToolDefinition | undefined {
  const text = question.toLowerCase();
  return tools.find(({ name, description = '' }) => {
    const lower = name.toLowerCase();
    const phrases = [...description.toLowerCase().matchAll(/“([^”]{4,80})”/g)];
    return [lower, lower.replace(/[_-]+/g, ' '), ...phrases.map(([, phrase = '']) => phrase)].some(
      (words) => text.includes(words),
    );
  });
}

/** What a question says beside the calls that it asks for by name, with or without their input. */
export function withoutCalls(tools: readonly ToolDefinition[], question: string): string {
  return tools.reduce((text, { name }) => {
    const input = writtenText(name, text);
    return (input ? text.replace(input, ' ') : text).replaceAll(name, ' ');
  }, question);
}

function writtenInput({ name }: ToolDefinition, question: string): ToolCall['input'] | undefined {
  const text = writtenText(name, question);
  return text === undefined ? undefined : asRecord(JSON.parse(text));
}

/** The JSON object that stands right behind the tool's name. */
function writtenText(name: string, question: string): string | undefined {
  const at = question.indexOf(name);
  const rest = at === -1 ? '' : question.slice(at + name.length).trimStart();
  if (!rest.startsWith('{')) return undefined;
  for (let end = rest.indexOf('}'); end !== -1; end = rest.indexOf('}', end + 1)) {
    try {
      JSON.parse(rest.slice(0, end + 1));
      return rest.slice(0, end + 1);
    } catch {
      // Not yet its own end.
    }
  }
  return undefined;
}

/** An object with every required property of a JSON Schema, filled from the question. */
function objectFor(schema: unknown, question: string): Record<string, unknown> {
  const { properties, required } = asRecord(schema);
  const names = Array.isArray(required) ? required.map(String) : [];
  const known = asRecord(properties);
  return Object.fromEntries(names.map((name) => [name, valueFor(known[name], question)]));
}

function valueFor(schema: unknown, question: string): unknown {
  const { enum: options, type, items, format } = asRecord(schema);
  if (Array.isArray(options)) {
    const text = question.toLowerCase();
    return options.find((option) => text.includes(String(option).toLowerCase())) ?? options[0];
  }
  const number = Number(/-?\d+(?:\.\d+)?/.exec(question)?.[0] ?? 1);
  switch (type) {
    case 'integer':
      return Math.trunc(number);
    case 'number':
      return number;
    case 'boolean':
      return true;
    case 'array':
      return [valueFor(items, question)];
    case 'object':
      return objectFor(schema, question);
    default:
      return (format === 'uuid' && UUID.exec(question)?.[0]) || question;
  }
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
