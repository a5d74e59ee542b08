import { assertTenant } from '@/lib/db/assert-tenant';
import type { ModelCall, ToolResultPart } from '@/lib/llm/model-call';
import { inputTokenBound } from '@/lib/llm/token-bound';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import type { ToolOutput } from '@/lib/tools/tool';
import { detectInjection } from '@/lib/untrusted/detect-injection';
import {
  type Assembled,
  type AssembledPassage,
  asSearchResult,
  assembledPassage,
  inputLimitOf,
} from './assemble';
import { toolFence } from './system-prompt';

/** What each result that is still to come needs at least, in bytes. */
const LEAST = 600;
const NO_ROOM = 'There was no room left for what the tool returned.';

/**
 * Fits the results of one step's calls into the context that the plan allows: fenced, without what the rules keep from a
 * model, each passage compared with the tenant of the context, and cut where there is no more room.
 */
export class ResultRoom {
  /** Of all results so far, in the order of their search results. */
  readonly passages: AssembledPassage[] = [];
  readonly limit: number;
  readonly #ctx: TenantContext;
  readonly #hide: (text: string) => string;
  readonly #before: ModelCall;
  readonly #known: Set<string>;

  /** `before`: the prompt to the turn that called, with no result behind it yet. */
  constructor(
    ctx: TenantContext,
    policy: Policy,
    hide: (text: string) => string,
    before: Pick<Assembled, 'call' | 'passages'>,
  ) {
    this.#ctx = ctx;
    this.#hide = hide;
    this.#before = before.call;
    this.limit = inputLimitOf(policy);
    this.#known = new Set(before.passages.map(({ passage }) => passage.chunkId));
  }

  boundOf(call: ModelCall): number {
    return inputTokenBound(call);
  }

  /** The result of one call, behind those `earlier`; `others` are to come. */
  add(
    toolUseId: string,
    output: ToolOutput,
    earlier: readonly ToolResultPart[],
    others: number,
  ): ToolResultPart {
    const room = this.limit - others * LEAST;
    const suspicious = detectInjection(output.text).length > 0;
    const fence = toolFence(suspicious || (output.passages ?? []).some(steers));
    const part = (words: string): ToolResultPart => ({
      type: 'tool_result',
      toolUseId,
      // The first says what the rest is.
      content: [
        { type: 'text', text: fence },
        { type: 'text', text: words },
      ],
      ...(output.failed && { isError: true }),
    });
    const fits = (result: ToolResultPart) => this.#bound([...earlier, result]) <= room;
    const words = this.#hide(output.text);
    const most = room - this.#bound([...earlier, part('')]);
    const result = part(most > 0 ? firstBytes(words, most) : NO_ROOM);
    for (const passage of output.passages ?? []) {
      assertTenant(this.#ctx, passage.tenantId, 'a tool’s result');
      // What stands in the prompt already is not given twice.
      if (this.#known.has(passage.chunkId)) continue;
      const assembled = assembledPassage(passage);
      const longer = {
        ...result,
        content: [...result.content, asSearchResult(assembled, this.#hide)],
      };
      if (!fits(longer)) continue;
      result.content = longer.content;
      this.#known.add(passage.chunkId);
      this.passages.push(assembled);
    }
    return result;
  }

  #bound(results: ToolResultPart[]): number {
    const { messages } = this.#before;
    return inputTokenBound({
      ...this.#before,
      messages: [...messages.slice(0, -1), { role: 'user', content: results }],
    });
  }
}

function steers({ documentName, text }: { documentName: string; text: string }): boolean {
  return detectInjection(`${documentName}\n${text}`).length > 0;
}

/** As much of the text as the bytes hold, in whole characters. */
function firstBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  const mark = '\n(cut off)';
  const kept = bytes.subarray(0, Math.max(0, most - mark.length)).toString('utf8');
  return `${kept.replace(/\ufffd+$/, '')}${mark}`;
}
