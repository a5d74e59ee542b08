import type { Fallback, Policy } from '@/lib/tenancy/schema';

export type PolicyField = keyof Policy;

export interface FieldFacts {
  label: string;
  unit: string;
  hint: string;
  kind:
    | 'count'
    | 'usd'
    | 'bytes'
    | 'choice'
    | 'models'
    | 'switch'
    | 'rules'
    | 'addons'
    | 'limits'
    | 'tools';
}

const count = (label: string, unit: string, hint: string): FieldFacts => ({
  label,
  unit,
  hint,
  kind: 'count',
});

/** What an operator sees of each part of a policy. */
export const POLICY_FIELDS: Record<PolicyField, FieldFacts> = {
  requestsPerMinute: count(
    'Requests a minute',
    'requests',
    'Sliding minute over all people of the tenant.',
  ),
  inFlight: count('In flight', 'requests', 'Answers under way at the same time.'),
  burstPerSecond: count('Requests a second', 'requests', 'Requests within any one second.'),
  tokensPerMinute: count(
    'Tokens a minute',
    'tokens',
    'In any 60 seconds: estimated when a request comes, corrected when it ends.',
  ),
  openStreams: count(
    'Open streams',
    'streams',
    'Answers streamed at the same time, those that wait for their turn included.',
  ),
  queueSeconds: count(
    'Longest wait',
    'seconds',
    'What would wait longer for its turn is refused at once.',
  ),
  fallback: {
    label: 'When the model fails',
    unit: '',
    hint: 'What becomes of a question that the model does not answer.',
    kind: 'choice',
  },
  weight: count(
    'Scheduler weight',
    'share',
    'Share of the platform when it is busy, beside the other tenants.',
  ),
  tokensPerDay: count('Tokens a day', 'tokens', 'Resets at midnight where the tenant is.'),
  tokensPerMonth: count(
    'Tokens a month',
    'tokens',
    'Resets on the first of the month where the tenant is.',
  ),
  priceNanoPerMonth: {
    label: 'Spend a month',
    unit: 'USD',
    hint: 'In the tenant’s price. Hard limit.',
    kind: 'usd',
  },
  ownRaisePercent: count(
    'Admins may raise by (%)',
    'percent',
    'How far above these limits the tenant’s admins may go without asking; 0: not at all.',
  ),
  ownLimits: {
    label: 'The tenant’s own limits',
    unit: '',
    hint: 'Set by its admins within that range, who change them in their workspace.',
    kind: 'limits',
  },
  models: { label: 'Models', unit: '', hint: 'The first one is the default.', kind: 'models' },
  contextTokens: count('Context', 'tokens', 'History, passages and question together.'),
  answerTokens: count('Longest answer', 'tokens', 'An answer is cut there.'),
  usefulAnswerTokens: count(
    'Useful minimum',
    'tokens',
    'An answer is never cut shorter than this; it is refused instead.',
  ),
  softPercent: count(
    'Tell from (%)',
    'percent',
    'Of the plan’s limits. Admins are told, then at 95.',
  ),
  downgradeModel: {
    label: 'Cheaper model when short',
    unit: '',
    hint: 'What does not fit is answered by a cheaper model of the list.',
    kind: 'switch',
  },
  downgradeLength: {
    label: 'Shorter answer when short',
    unit: '',
    hint: 'What does not fit is answered more briefly, down to the useful minimum.',
    kind: 'switch',
  },
  ownDowngradeModel: {
    label: 'Cheaper model, says the tenant',
    unit: '',
    hint: 'Set by its admins. It may when both allow it.',
    kind: 'switch',
  },
  ownDowngradeLength: {
    label: 'Shorter answer, says the tenant',
    unit: '',
    hint: 'Set by its admins. It may when both allow it.',
    kind: 'switch',
  },
  budgets: {
    label: 'Budgets beside the plan’s',
    unit: '',
    hint: 'For the tenant, its people, keys, models or features. The lowest one that applies holds.',
    kind: 'rules',
  },
  ownBudgets: {
    label: 'The tenant’s own budgets',
    unit: '',
    hint: 'Set by its admins, who change them in their workspace.',
    kind: 'rules',
  },
  addons: {
    label: 'Add-ons',
    unit: '',
    hint: 'More for a while, for a launch week, say. Counts from its begin to just before its end.',
    kind: 'addons',
  },
  conversationDays: count('Conversations kept', 'days', 'Since the last message.'),
  leaveDays: count(
    'Days to leave',
    'days',
    'Between an owner’s word that the workspace ends and its erasure; 7 to 90.',
  ),
  maxDocuments: count('Documents', 'documents', 'In all folders.'),
  storedBytes: {
    label: 'Stored originals',
    unit: 'GiB',
    hint: 'All documents together.',
    kind: 'bytes',
  },
  pagesPerDay: count(
    'Pages read a day',
    'pages',
    'Of documents that are indexed. Resets at midnight where the tenant is.',
  ),
  ingestCpuSecondsPerDay: count(
    'Indexing a day',
    'CPU seconds',
    'Spent on reading and indexing. Resets at midnight where the tenant is.',
  ),
  bytesOutPerDay: {
    label: 'Sent out a day',
    unit: 'GiB',
    hint: 'Answers, downloads and exports. Resets at midnight where the tenant is.',
    kind: 'bytes',
  },
  tools: {
    label: 'Tools of the assistant',
    unit: '',
    hint: 'The tenant’s admins switch on what they want of these. What is taken away here is refused with its next call.',
    kind: 'tools',
  },
  maxUploadBytes: { label: 'Largest upload', unit: 'MiB', hint: 'For one file.', kind: 'bytes' },
};

export const FALLBACK_WORDS: Record<Fallback, string> = {
  cheaper_model: 'another model of the list answers',
  retrieval_only: 'the passages found are quoted',
  error: 'an error says so',
};

export const POLICY_GROUPS: readonly { title: string; fields: readonly PolicyField[] }[] = [
  {
    title: 'Traffic',
    fields: [
      'requestsPerMinute',
      'burstPerSecond',
      'tokensPerMinute',
      'inFlight',
      'openStreams',
      'queueSeconds',
      'weight',
    ],
  },
  {
    title: 'Budget',
    fields: ['tokensPerDay', 'tokensPerMonth', 'priceNanoPerMonth', 'ownRaisePercent', 'ownLimits'],
  },
  { title: 'Model', fields: ['models', 'contextTokens', 'answerTokens', 'tools'] },
  {
    title: 'At the limit',
    fields: [
      'usefulAnswerTokens',
      'softPercent',
      'downgradeModel',
      'downgradeLength',
      'ownDowngradeModel',
      'ownDowngradeLength',
      'fallback',
    ],
  },
  { title: 'Budgets by scope', fields: ['budgets', 'ownBudgets'] },
  { title: 'Add-ons', fields: ['addons'] },
  {
    title: 'Data',
    fields: [
      'conversationDays',
      'leaveDays',
      'maxDocuments',
      'maxUploadBytes',
      'storedBytes',
      'pagesPerDay',
      'ingestCpuSecondsPerDay',
      'bytesOutPerDay',
    ],
  },
];

/** Bytes in the unit that a field of kind `bytes` is shown and typed in. */
export function byteUnit(field: PolicyField): number {
  return POLICY_FIELDS[field].unit === 'GiB' ? 1024 ** 3 : 1024 ** 2;
}
