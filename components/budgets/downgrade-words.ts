import { formatCount } from '@/components/ui/format';
import type { Downgraded } from '@/lib/chat/schema';
import { modelName } from '@/lib/llm/facts';

/** How an answer differs from what was asked for, in one sentence. `mine`: for the person whose budget it was. */
export function downgradeWords(downgraded: Downgraded, mine: boolean): string {
  const { from, model, outputTokens, because } = downgraded;
  if (downgraded.passagesOnly)
    return `Quoted from your documents, free of charge: ${modelName(from)} was not available to write an answer.`;
  if ('unavailable' in because)
    return `Answered by ${modelName(model ?? from)} instead of ${modelName(from)}, which was not available.`;
  const length = outputTokens !== undefined && `kept to ${formatCount(outputTokens)} tokens`;
  const how = [
    model && `answered by ${modelName(model)} instead of ${modelName(from)}`,
    length,
  ].filter(Boolean);
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
