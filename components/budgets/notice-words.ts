import type { NoticeView } from '@/lib/usage/budgets/schema';
import { subjectWords } from './rule-words';

/** A reached threshold in one sentence. */
export function noticeWords(notice: NoticeView): string {
  const { scope, scopeId, name, period, unit, percent } = notice;
  const names = name === null ? undefined : new Map([[scopeId, name]]);
  const whose = subjectWords({ scope, subject: scopeId }, names);
  const what = unit === 'tokens' ? 'tokens' : 'money';
  if (percent === 0)
    return `${whose}: a question was refused, since the budget of ${what} for the ${period} had no room for it.`;
  return percent === 100
    ? `${whose}: the budget of ${what} for the ${period} is used up.`
    : `${whose}: ${percent}% of the budget of ${what} for the ${period} is used.`;
}
