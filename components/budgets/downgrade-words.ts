import { formatCount } from '@/components/ui/format';
import type { Downgraded } from '@/lib/chat/schema';
import { MODELS, modelIdSchema } from '@/lib/llm/schema';

/** How an answer differs from what was asked for, in one sentence. `mine`: for the person whose budget it was. */
export function downgradeWords(downgraded: Downgraded, mine: boolean): string {
  const { from, model, outputTokens, because } = downgraded;
  if (downgraded.passagesOnly)
    return `Quoted from your documents, free of charge: ${nameOf(from)} was not available to write an answer.`;
  if ('unavailable' in because)
    return `Answered by ${nameOf(model ?? from)} instead of ${nameOf(from)}, which was not available.`;
  const length = outputTokens !== undefined && `kept to ${formatCount(outputTokens)} tokens`;
  const how = [model && `answered by ${nameOf(model)} instead of ${nameOf(from)}`, length].filter(
    Boolean,
  );
  const sentence = how.join(', and ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}, since ${whose(because, mine)} was short.`;
}

type Budget = Extract<Downgraded['because'], { scope: string }>;

function whose({ scope, period, unit }: Budget, mine: boolean): string {
  const what = unit === 'tokens' ? 'tokens' : 'money';
  const of = {
    tenant: 'the workspace’s budget',
    user: mine ? 'your own budget' : 'the person’s budget',
    key: 'the API key’s budget',
    model: 'the budget for that model',
    feature: 'the budget for that feature',
  }[scope];
  return `${of} of ${what} for the ${period}`;
}

function nameOf(model: string): string {
  const known = modelIdSchema.safeParse(model);
  return known.success ? MODELS[known.data].displayName : model;
}
