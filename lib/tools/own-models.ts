import type { ModelId } from '@/lib/llm/schema';

/** The plan's models that the administrators chose, in their order; all of the plan's where none of the chosen is left. */
export function ownModels(granted: readonly ModelId[], chosen: readonly ModelId[]): ModelId[] {
  const own = chosen.filter((model) => granted.includes(model));
  return own.length > 0 ? own : [...granted];
}
