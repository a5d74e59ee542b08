import type { Passage } from '@/lib/retrieval/search';
import type { Scope } from '@/lib/scope/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import type { TenantPermission } from '@/lib/tenancy/roles';
import type { ToolKind } from '@/lib/tenancy/schema';
import type { ObjectSchema } from './input/schema';

/** What an answer lends to the tools that it calls. */
export interface ToolUse {
  /** What the question is asked of: no tool of the library reaches beyond it. */
  scope: Scope | undefined;
  signal: AbortSignal;
  /** Searches for other words, metered as a part of this answer. */
  search(query: string): Promise<Passage[]>;
}

export interface ToolOutput {
  /** In words. Others wrote it, whatever tool it is of. */
  text: string;
  /** What of it can be cited. */
  passages?: Passage[];
  failed?: true;
}

/** One action that an assistant can take for its asker, with nothing but the asker's own rights. */
export interface Tool {
  kind: ToolKind;
  /** Of a tool that the workspace configured. */
  id?: string;
  name: string;
  description: string;
  input: ObjectSchema;
  needs: TenantPermission;
  /** A person is asked before each call. */
  asksFirst: boolean;
  /** How it was configured: with another, a call may do something else. */
  definition?: string;
  /** Method and address of a call, for whoever is asked; undefined where the input leads nowhere. */
  target?(input: Readonly<Record<string, unknown>>): string | undefined;
  run(
    ctx: TenantContext,
    input: Readonly<Record<string, unknown>>,
    use: ToolUse,
  ): Promise<ToolOutput>;
}
