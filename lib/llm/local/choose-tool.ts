import { lastQuestion } from './passages';
import type { MessageRequest, ToolDefinition } from './request';

export interface ToolCall {
  name: string;
  input: Record<string, unknown>;
}

/**
 * The tool that a turn calls: the one that `tool_choice` forces, the first for `any`, and for `auto`
 * one that the user's text names (`search_documents` or `search documents`). A turn that brings
 * tool results is answered, unless a tool is forced.
 */
export function chooseTool(request: MessageRequest): ToolCall | undefined {
  const { tool_choice: choice, tools } = request;
  const question = lastQuestion(request);
  let tool: ToolDefinition | undefined;
  if (choice.type === 'tool') tool = tools.find((known) => known.name === choice.name);
  if (choice.type === 'any') tool = named(tools, question) ?? tools[0];
  if (choice.type === 'auto' && !bringsResults(request)) tool = named(tools, question);
  return tool && { name: tool.name, input: objectFor(tool.input_schema, question) };
}

function bringsResults(request: MessageRequest): boolean {
  return request.messages.at(-1)?.content.some((block) => block.type === 'tool_result') ?? false;
}

function named(tools: ToolDefinition[], question: string): ToolDefinition | undefined {
  const text = question.toLowerCase();
  return tools.find((tool) => {
    const name = tool.name.toLowerCase();
    return text.includes(name) || text.includes(name.replace(/[_-]+/g, ' '));
  });
}

/** An object with every required property of a JSON Schema, filled from the question. */
function objectFor(schema: unknown, question: string): Record<string, unknown> {
  const { properties, required } = asRecord(schema);
  const names = Array.isArray(required) ? required.map(String) : [];
  const known = asRecord(properties);
  return Object.fromEntries(names.map((name) => [name, valueFor(known[name], question)]));
}

function valueFor(schema: unknown, question: string): unknown {
  const { enum: options, type, items } = asRecord(schema);
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
      return question;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
