import type Anthropic from '@anthropic-ai/sdk';
import type { AssistantPart, ModelCall } from './model-call';
import type { ModelEvent, ModelOutcome, ModelUsage } from './model-event';

type OpenPart = AssistantPart & { json?: string };

/** Folds the provider's events into ours and into what the outcome needs. */
export class StreamReader {
  readonly #hourCache: boolean;
  readonly #content: AssistantPart[] = [];
  readonly #usage: ModelUsage = noUsage();
  #open: OpenPart | undefined;
  #stopReason: string | undefined;
  #usageKnown = false;
  #usageContradicts = false;
  #producedBytes = 0;
  /** A `message_stop` came. */
  ended = false;

  /** `hourCache`: whether the call asks for a cache of an hour, where that is known. */
  constructor(call: ModelCall | { hourCache: boolean }) {
    this.#hourCache =
      'hourCache' in call ? call.hourCache : JSON.stringify(call).includes('"cache":"1h"');
  }

  read(event: Anthropic.RawMessageStreamEvent): ModelEvent[] {
    switch (event.type) {
      case 'message_start':
        this.#start(event.message.usage);
        return [];
      case 'content_block_start':
        this.#open = openPart(event.content_block);
        return [];
      case 'content_block_delta':
        return this.#delta(event.delta);
      case 'content_block_stop':
        return this.#close();
      case 'message_delta':
        this.#finish(event);
        return [];
      case 'message_stop':
        this.ended = true;
        return [];
      default:
        return [];
    }
  }

  snapshot(): Pick<
    ModelOutcome,
    'stopReason' | 'usage' | 'usageKnown' | 'usageContradicts' | 'producedBytes' | 'content'
  > {
    const open = this.#open?.type === 'text' ? [this.#open] : [];
    return {
      ...(this.#stopReason ? { stopReason: this.#stopReason } : {}),
      usage: { ...this.#usage },
      usageKnown: this.#usageKnown,
      ...(this.#usageContradicts && { usageContradicts: true }),
      producedBytes: this.#producedBytes,
      content: [...this.#content, ...open].filter((part) => part.type !== 'text' || part.text),
    };
  }

  /**
   * Only here does the provider tell 5-minute from 1-hour cache writes. Where the two do not add up to what it
   * says was written, the larger stands, the rest as the dearer kind, and it is an estimate.
   */
  #start(usage: Anthropic.Usage): void {
    const written = usage.cache_creation_input_tokens ?? 0;
    const split = usage.cache_creation ?? {
      ephemeral_5m_input_tokens: this.#hourCache ? 0 : written,
      ephemeral_1h_input_tokens: this.#hourCache ? written : 0,
    };
    const { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: hour } = split;
    this.#usageContradicts =
      typeof usage.cache_creation_input_tokens === 'number' && written !== fiveMinutes + hour;
    this.#usage.inputTokens = usage.input_tokens;
    this.#usage.outputTokens = usage.output_tokens;
    this.#usage.cacheReadTokens = usage.cache_read_input_tokens ?? 0;
    this.#usage.cacheWrite5mTokens = fiveMinutes;
    this.#usage.cacheWrite1hTokens = hour + Math.max(0, written - fiveMinutes - hour);
  }

  #delta(delta: Anthropic.RawContentBlockDelta): ModelEvent[] {
    const open = this.#open;
    switch (delta.type) {
      case 'text_delta':
        this.#produced(delta.text);
        if (open?.type === 'text') open.text += delta.text;
        return [{ type: 'text', text: delta.text }];
      case 'input_json_delta':
        this.#produced(delta.partial_json);
        if (open) open.json = (open.json ?? '') + delta.partial_json;
        return [];
      case 'thinking_delta':
        this.#produced(delta.thinking);
        if (open?.type === 'thinking') open.thinking += delta.thinking;
        return [];
      case 'signature_delta':
        if (open?.type === 'thinking') open.signature += delta.signature;
        return [];
      case 'citations_delta':
        return citation(delta.citation);
      default:
        return [];
    }
  }

  #close(): ModelEvent[] {
    const open = this.#open;
    this.#open = undefined;
    if (!open) return [];
    if (open.type !== 'tool_use') {
      this.#content.push(open);
      return [];
    }
    const { type, id, name } = open;
    const input = open.json ? parsed(open.json) : open.input;
    // `max_tokens` can end the input half-way: such a call cannot be made.
    if (input === undefined) return [];
    const part = { type, id, name, input };
    this.#content.push(part);
    return [part];
  }

  #finish(event: Anthropic.RawMessageDeltaEvent): void {
    this.#stopReason = event.delta.stop_reason ?? this.#stopReason;
    this.#usage.outputTokens = event.usage.output_tokens;
    this.#usage.inputTokens = event.usage.input_tokens ?? this.#usage.inputTokens;
    this.#usage.cacheReadTokens =
      event.usage.cache_read_input_tokens ?? this.#usage.cacheReadTokens;
    this.#usageKnown = event.delta.stop_reason !== null;
  }

  #produced(text: string): void {
    this.#producedBytes += Buffer.byteLength(text, 'utf8');
  }
}

export function noUsage(): ModelUsage {
  return {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
  };
}

function openPart(
  block: Anthropic.RawContentBlockStartEvent['content_block'],
): OpenPart | undefined {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text };
    case 'thinking':
      return { type: 'thinking', thinking: block.thinking, signature: block.signature };
    case 'redacted_thinking':
      return { type: 'redacted_thinking', data: block.data };
    case 'tool_use':
      return { type: 'tool_use', id: block.id, name: block.name, input: block.input };
    default:
      return undefined;
  }
}

function citation(location: Anthropic.CitationsDelta['citation']): ModelEvent[] {
  if (location.type !== 'search_result_location') return [];
  return [
    {
      type: 'citation',
      citation: {
        searchResultIndex: location.search_result_index,
        startBlockIndex: location.start_block_index,
        endBlockIndex: location.end_block_index,
        citedText: location.cited_text,
        source: location.source,
      },
    },
  ];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
