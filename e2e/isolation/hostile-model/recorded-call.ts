import { z } from 'zod';

const block = z.looseObject({ type: z.string(), text: z.string().optional() });
const callSchema = z.looseObject({
  model: z.string(),
  system: z.array(block).default([]),
  messages: z.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(block)]) })),
  tools: z.array(z.looseObject({ name: z.string() })).default([]),
});

/** One request of the product, as a provider sees it: all that the attacker's model could know. */
export interface RecordedCall {
  /** The body as it came. */
  body: string;
  /** The text blocks of the system prompt. */
  system: string[];
  /** Names of the tools on offer. */
  tools: string[];
  searchResults: number;
  /** The last thing that a person wrote. */
  question: string;
  /** Bodies of blocks that end a prefix which the provider may keep. */
  cachedBlocks: string[];
}

export function readCall(body: string): RecordedCall {
  const { system, messages, tools } = callSchema.parse(JSON.parse(body));
  const blocks = messages.flatMap(({ content }) =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : content,
  );
  const asked = messages
    .filter(({ role }) => role === 'user')
    .flatMap(({ content }) =>
      typeof content === 'string' ? [{ type: 'text', text: content }] : content,
    );
  return {
    body,
    system: system.map((each) => each.text ?? ''),
    tools: tools.map((tool) => tool.name),
    searchResults: blocks.filter((each) => each.type === 'search_result').length,
    question: asked.findLast((each) => each.type === 'text')?.text ?? '',
    cachedBlocks: blocks
      .filter((each) => 'cache_control' in each)
      .map((each) => JSON.stringify(each)),
  };
}
