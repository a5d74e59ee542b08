import { assertTenant } from '@/lib/db/assert-tenant';
import { splitSentences } from '@/lib/documents/extract/sentences';
import { AppError } from '@/lib/errors';
import type {
  ModelCall,
  ModelMessage,
  ModelTool,
  SearchResultPart,
  TextPart,
  UserPart,
} from '@/lib/llm/model-call';
import { inputTokenBound } from '@/lib/llm/token-bound';
import type { Passage } from '@/lib/retrieval/search';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { detectInjection } from '@/lib/untrusted/detect-injection';
import {
  NOTHING_FOUND_NOTE,
  NOTHING_IN_SOURCES_NOTE,
  passagesFence,
  personaBlock,
  SOURCES_ONLY_PROMPT,
  SYSTEM_PROMPT,
  TOOLS_NOTE,
} from './system-prompt';

/** One citable entry of a passage and its span within the document's text. */
export interface Entry {
  start: number;
  end: number;
}

export interface AssembledPassage {
  passage: Passage;
  entries: Entry[];
  /** Reads like an attempt to steer the model, and is labelled as one. */
  suspicious: boolean;
}

export interface AssemblyParts {
  model: string;
  question: string;
  history: Turn[];
  /** Best first. */
  found: Passage[];
  /** Empty: none. */
  persona: string;
  /** Nothing but what was found, or a tool returned, may answer. */
  sourcesOnly?: boolean;
  /** Takes out of a text what no model is to get; all that goes into the prompt passes it. */
  hide: (text: string) => string;
  /** Offered to the model; those that the context has no room for, the last first, are not. */
  tools?: readonly ModelTool[];
  /** Its answer has to rest on a tool. */
  mustCall?: boolean;
}

export interface Assembled {
  call: ModelCall;
  /** In the order of the call's search results, which citations count by. */
  passages: AssembledPassage[];
  inputTokenBound: number;
}

export interface Turn {
  author: 'user' | 'assistant';
  text: string;
}

/**
 * Builds the call within the policy's context tokens: the question always, then passages by rank, then
 * as much of the newest history as fits. The bound counts a token a byte, so the limit holds for any
 * tokenizer. Throws `too_large` when the question alone does not fit.
 */
export function assemble(
  ctx: TenantContext,
  policy: Policy,
  { model, question, history, found, persona, sourcesOnly, hide, ...parts }: AssemblyParts,
): Assembled {
  for (const passage of found) assertTenant(ctx, passage.tenantId, 'prompt assembly');
  const inputLimit = inputLimitOf(policy);
  const tools = fittingTools(parts.tools ?? [], inputLimit);
  const system = [text(sourcesOnly ? SOURCES_ONLY_PROMPT : SYSTEM_PROMPT)];
  if (persona !== '') system.push(text(personaBlock(hide(persona))));
  if (tools.length > 0) system.push(text(TOOLS_NOTE));
  if (found.length === 0)
    system.push(text(sourcesOnly ? NOTHING_IN_SOURCES_NOTE : NOTHING_FOUND_NOTE));
  // What tools return has to fit beside the rest.
  const firstLimit = tools.length > 0 ? inputLimit * (1 - ROOM_FOR_RESULTS) : inputLimit;

  const build = (passages: AssembledPassage[], turns: Turn[]): ModelCall => ({
    model,
    maxTokens: policy.answerTokens,
    system,
    messages: [
      ...turns.map((turn) => asMessage(turn, hide)),
      {
        role: 'user',
        content: [...fenced(passages, hide), text(hide(question))],
      },
    ],
    ...(tools.length > 0 && { tools: [...tools] }),
    ...(tools.length > 0 && parts.mustCall && { toolChoice: { type: 'any' as const } }),
  });
  const fits = (passages: AssembledPassage[], turns: Turn[]) =>
    inputTokenBound(build(passages, turns)) <= firstLimit;

  if (!fits([], [])) {
    const length = Buffer.byteLength(question);
    throw refuseTooLong(length, firstLimit - (inputTokenBound(build([], [])) - length));
  }
  const passages: AssembledPassage[] = [];
  for (const passage of found) {
    const next = assembledPassage(passage);
    if (fits([...passages, next], [])) passages.push(next);
  }
  let turns: Turn[] = [];
  for (let from = history.length - 2; from >= 0; from -= 2) {
    const longer = history.slice(from);
    if (!fits(passages, longer)) break;
    turns = longer;
  }
  const call = build(passages, turns);
  return { call, passages, inputTokenBound: inputTokenBound(call) };
}

/** Of the input of one call, in tokens, of which each byte counts as one. */
export function inputLimitOf(policy: Policy): number {
  return policy.contextTokens - policy.answerTokens;
}

/** Of the input: what passages and history leave to the results of tools, and what definitions of tools may take. */
const ROOM_FOR_RESULTS = 0.25;
const ROOM_FOR_TOOLS = 0.4;

function fittingTools(tools: readonly ModelTool[], inputLimit: number): readonly ModelTool[] {
  const bound = (some: readonly ModelTool[]) =>
    inputTokenBound({ model: '', maxTokens: 0, system: [], messages: [], tools: [...some] });
  let most = tools.length;
  while (most > 0 && bound(tools.slice(0, most)) > inputLimit * ROOM_FOR_TOOLS) most -= 1;
  return tools.slice(0, most);
}

export function assembledPassage(passage: Passage): AssembledPassage {
  return { passage, entries: entriesOf(passage), suspicious: steers(passage) };
}

/** In bytes, by which the plan's context is counted: characters outside ASCII take more than one. */
function refuseTooLong(length: number, most: number): AppError {
  const [limit, has] = [Math.max(0, Math.floor(most)), length].map((bytes) =>
    bytes.toLocaleString('en'),
  );
  return new AppError(
    'too_large',
    `With your plan a question may have at most ${limit} bytes, and this one has ${has}. Shorten it.`,
  );
}

/** The passages behind a label that says what they are. */
function fenced(passages: AssembledPassage[], hide: AssemblyParts['hide']): UserPart[] {
  if (passages.length === 0) return [];
  const suspicious = passages.flatMap((passage, index) => (passage.suspicious ? [index + 1] : []));
  return [
    text(passagesFence(suspicious)),
    ...passages.map((passage) => asSearchResult(passage, hide)),
  ];
}

function steers({ documentName, heading, text }: Passage): boolean {
  return detectInjection(`${documentName}\n${heading ?? ''}\n${text}`).length > 0;
}

function text(words: string): TextPart {
  return { type: 'text', text: words };
}

function entriesOf(passage: Passage): Entry[] {
  return splitSentences(passage.text).map((span) => ({
    start: passage.start + span.start,
    end: passage.start + span.end,
  }));
}

export function asSearchResult(
  { passage, entries }: AssembledPassage,
  hide: AssemblyParts['hide'],
): SearchResultPart {
  const heading = passage.heading ? ` — ${passage.heading}` : '';
  return {
    type: 'search_result',
    source: passage.chunkId,
    title: hide(`${passage.documentName}${heading}`),
    content: entries.map((entry) =>
      hide(passage.text.slice(entry.start - passage.start, entry.end - passage.start)),
    ),
  };
}

function asMessage({ author, text: said }: Turn, hide: AssemblyParts['hide']): ModelMessage {
  const content = [text(hide(said))];
  return author === 'user' ? { role: 'user', content } : { role: 'assistant', content };
}
