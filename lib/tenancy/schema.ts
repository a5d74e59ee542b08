import { z } from 'zod';
import { modelIdSchema } from '@/lib/llm/schema';

export const PLANS = ['free', 'starter', 'professional', 'enterprise'] as const;
export type Plan = (typeof PLANS)[number];

export const TENANT_ROLES = ['owner', 'admin', 'member'] as const;
export type TenantRole = (typeof TENANT_ROLES)[number];

export const PLATFORM_ROLES = ['operator', 'finance', 'auditor'] as const;
export type PlatformRole = (typeof PLATFORM_ROLES)[number];

/** What an API key can be given. */
export const KEY_SCOPES = [
  'messages',
  'answers',
  'documents:read',
  'documents:write',
  'conversations',
  'usage',
  'audit',
] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

const count = z
  .number('Give a number.')
  .int('Give a whole number.')
  .positive('Give a number above zero.')
  .max(1_000_000_000_000, 'That is more than anybody can use.');

const bytes = z
  .number('Give a number.')
  .int('Give a whole number of bytes.')
  .positive('Give a number above zero.')
  .max(2 ** 50, 'That is more than anybody can use.');

/** Nano-dollars as a decimal string, since JSON has no bigint. */
const nano = z
  .string('Give an amount in dollars.')
  .regex(/^\d{1,18}$/, 'Give an amount in dollars, below a billion.');

export const BUDGET_SCOPES = ['tenant', 'user', 'key', 'model', 'feature'] as const;
export type BudgetScopeKind = (typeof BUDGET_SCOPES)[number];

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const SUBJECT: Record<BudgetScopeKind, { of: z.ZodType; message: string }> = {
  tenant: { of: z.never(), message: 'A budget of the workspace names nobody else.' },
  user: { of: id, message: 'Name a person of the workspace, or nobody for each.' },
  key: { of: id, message: 'Name a key by its id, or none for each.' },
  model: { of: modelIdSchema, message: 'Name a model that the platform knows.' },
  feature: {
    of: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/),
    message: 'A feature has lower-case letters, digits, - and _, at most 40.',
  },
};

/** A limit beside the plan's own. Without a subject it counts for each user, key, model or feature by itself. */
export const budgetRuleSchema = z
  .object({
    scope: z.enum(BUDGET_SCOPES),
    subject: z.string().min(1).max(100).nullable(),
    period: z.enum(['minute', 'day', 'month']),
    tokens: count.nullable(),
    /** Of tenant price. */
    priceNano: nano.nullable(),
    /** Percent of the limit from which people are told. */
    softPercent: z.number().int().min(1).max(100).nullable().default(null),
    /** Minutes after that from which the soft limit binds; null: never. */
    graceMinutes: z.number().int().min(0).max(44_640).nullable().default(null),
  })
  .superRefine((rule, { addIssue }) => {
    const refuse = (field: string, message: string) =>
      addIssue({ code: 'custom', path: [field], message });
    if (rule.tokens === null && rule.priceNano === null)
      refuse('tokens', 'A budget limits tokens, money or both.');
    if (rule.period === 'minute' && rule.priceNano !== null)
      refuse('priceNano', 'A minute counts tokens alone.');
    if (rule.graceMinutes !== null && rule.softPercent === null)
      refuse('graceMinutes', 'Grace begins at a soft limit: give its percent.');
    const subject = SUBJECT[rule.scope];
    if (rule.subject !== null && !subject.of.safeParse(rule.subject).success)
      refuse('subject', subject.message);
  });
export type BudgetRule = z.infer<typeof budgetRuleSchema>;

/** Rules of one list; two for the same counter would leave it to the reader which one holds. */
export const budgetRulesSchema = z
  .array(budgetRuleSchema)
  .max(100, 'At most 100 budgets.')
  .superRefine((rules, { addIssue }) => {
    const seen = new Set<string>();
    rules.forEach(({ scope, subject, period }, index) => {
      const key = `${scope}/${subject ?? ''}/${period}`;
      if (seen.has(key))
        addIssue({
          code: 'custom',
          path: [index, 'scope'],
          message: 'There is one like this above.',
        });
      seen.add(key);
    });
  });

const time = z.iso.datetime('Give a day and a time.');
const LONGEST_ADDON_MS = 366 * 86_400_000;

/** More for a while: a launch week, say. Counts from `from` to just before `until`. */
const addonSchema = z
  .object({
    /** Its own, so that it stays the same one under another name, and costs once. */
    id: z.string().min(1).max(200).optional(),
    name: z.string().min(1, 'Give it a name.').max(80, 'At most 80 characters.'),
    from: time,
    until: time,
    tokensPerDay: count.or(z.literal(0)),
    tokensPerMonth: count.or(z.literal(0)),
    requestsPerMinute: count.or(z.literal(0)),
    priceNano: nano,
    /** What the tenant pays for it, once. */
    feeNano: nano,
  })
  .refine((addon) => Date.parse(addon.from) < Date.parse(addon.until), {
    path: ['until'],
    message: 'An add-on ends after it begins.',
  })
  .refine((addon) => Date.parse(addon.until) - Date.parse(addon.from) <= LONGEST_ADDON_MS, {
    path: ['until'],
    message: 'An add-on lasts at most a year; after that it is a plan.',
  })
  .refine(
    (addon) =>
      addon.tokensPerDay + addon.tokensPerMonth + addon.requestsPerMinute > 0 ||
      BigInt(addon.priceNano) > 0n,
    { path: ['tokensPerDay'], message: 'An add-on adds something.' },
  );

export const addonsSchema = z
  .array(addonSchema)
  .max(20)
  .superRefine((addons, { addIssue }) => {
    const ids = addons.flatMap(({ id }) => id ?? []);
    addons.forEach(({ id }, index) => {
      if (id !== undefined && ids.indexOf(id) !== ids.lastIndexOf(id))
        addIssue({ code: 'custom', path: [index, 'name'], message: 'There is another like this.' });
    });
  })
  // Add-ons from before they had one were told apart by name and beginning.
  .transform((addons) =>
    addons.map((addon) => ({ ...addon, id: addon.id ?? `${addon.name} ${addon.from}` })),
  );
export type Addon = z.infer<typeof addonsSchema>[number];

/** Limits that the tenant's own admins move, within the range of `ownCeiling`. */
export const OWN_LIMITS = [
  'requestsPerMinute',
  'tokensPerDay',
  'tokensPerMonth',
  'priceNanoPerMonth',
] as const;
export type OwnLimit = (typeof OWN_LIMITS)[number];

/** What is absent is as the platform agreed it. */
export const ownLimitsSchema = z.strictObject({
  requestsPerMinute: count.max(100_000).optional(),
  tokensPerDay: count.optional(),
  tokensPerMonth: count.optional(),
  priceNanoPerMonth: nano.optional(),
});
export type OwnLimits = z.infer<typeof ownLimitsSchema>;

/** What becomes of a question when the model does not answer. */
export const FALLBACKS = ['cheaper_model', 'retrieval_only', 'error'] as const;
export type Fallback = (typeof FALLBACKS)[number];

/** Actions that an assistant can be granted; `http`: what the tenant's admins set up themselves. */
export const TOOL_KINDS = [
  'search_library',
  'read_document',
  'list_documents',
  'read_usage',
  'http',
] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

/** One immutable version of what a tenant may do. */
export const policySchema = z.object({
  /** Default model first. */
  models: z.array(modelIdSchema).min(1),
  requestsPerMinute: count.max(100_000),
  inFlight: count.max(1_000),
  tokensPerDay: count,
  tokensPerMonth: count,
  /** Of tenant price. */
  priceNanoPerMonth: nano,
  /** History, passages and question together. */
  contextTokens: count.max(1_000_000),
  /** Longest answer. */
  answerTokens: count.max(64_000),
  conversationDays: count.max(3_650),
  /** Between an owner's word that the workspace ends, and its erasure. */
  leaveDays: z
    .number('Give a number.')
    .int('Give a whole number of days.')
    .min(7, 'At least 7 days.')
    .max(90, 'At most 90 days.')
    .default(14),
  /** Share in the fair scheduler. */
  weight: count.max(1_000),
  maxUploadBytes: count,
  maxDocuments: count,
  /** Shortest answer worth giving when money or tokens are short, in tokens. */
  usefulAnswerTokens: count.max(64_000).default(300),
  /** Whether a call that does not fit may be answered by a cheaper model, or more briefly. */
  downgradeModel: z.boolean().default(true),
  downgradeLength: z.boolean().default(true),
  /** What the tenant's own admins say of the same: it may when both allow it (`effectivePolicy`). */
  ownDowngradeModel: z.boolean().default(true),
  ownDowngradeLength: z.boolean().default(true),
  /** Percent of the plan's own limits from which people are told. */
  softPercent: z.number().int().min(1).max(100).default(80),
  budgets: budgetRulesSchema.default([]),
  /** What the tenant's own admins set beside them: both hold. */
  ownBudgets: budgetRulesSchema.default([]),
  addons: addonsSchema.default([]),
  // Versions from before these limits get what no earlier use of the largest plan reached.
  /** Requests within any one second. */
  burstPerSecond: count.max(10_000).default(100),
  /** Input and output in any 60 seconds, estimated when a request comes and corrected when it ends. */
  tokensPerMinute: count.default(4_000_000),
  /** Answers streamed at the same time, those that wait for their turn included. */
  openStreams: count.max(10_000).default(1_000),
  /** Longest wait for a turn; what would wait longer is refused at once. */
  queueSeconds: count.max(600).default(60),
  fallback: z.enum(FALLBACKS).default('error'),
  /** Originals of all documents together. */
  storedBytes: bytes.default(2 ** 40),
  /** Read into the library, by the tenant's day. */
  pagesPerDay: count.default(1_000_000),
  /** Spent on reading and indexing, by the tenant's day. */
  ingestCpuSecondsPerDay: count.default(1_000_000),
  /** Sent to people and programs of the tenant, by its day. */
  bytesOutPerDay: bytes.default(2 ** 44),
  /** How far above the agreed limits the tenant's admins may go by themselves, in percent of each. */
  ownRaisePercent: z
    .number('Give a number.')
    .int('Give a whole number.')
    .min(0, 'Give 0 or more.')
    .max(1_000, 'At most 1,000 percent.')
    .default(0),
  /** What they set of them. */
  ownLimits: ownLimitsSchema.default({}),
  /** What the tenant's assistant may be given; its admins switch on what they want of it. */
  tools: z.array(z.enum(TOOL_KINDS)).default([...TOOL_KINDS]),
});
export type Policy = z.infer<typeof policySchema>;

const capSchema = z.object({
  kind: z.literal('cap'),
  requestsPerMinute: count.max(100_000),
  tokensPerMinute: count.max(1_000_000_000),
});

/** What a rule does by itself, over whatever the policy says. */
export const ruleActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('notify') }),
  /** Of the weight that the policy gives in the fair queue. */
  z.object({ kind: z.literal('weight'), percent: count.max(99) }),
  /** At most so much, whatever the policy allows. */
  capSchema,
  z.object({ kind: z.literal('pause') }),
]);
export type RuleAction = z.infer<typeof ruleActionSchema>;

export const modelOffSchema = z.object({ kind: z.literal('model'), model: modelIdSchema });
export const toolOffSchema = z.object({ kind: z.literal('tool'), tool: z.enum(TOOL_KINDS) });

/** What an operator does by hand. */
export const handActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause') }),
  /** Nothing new begins; what runs goes on to its end. */
  z.object({ kind: z.literal('drain') }),
  capSchema,
  /** One API key: it is refused, and what runs under it ends. */
  z.object({ kind: z.literal('quarantine'), keyId: z.guid('Choose a key.') }),
  modelOffSchema,
  toolOffSchema,
]);
export type HandAction = z.infer<typeof handActionSchema>;

/** What a containment does. */
export type ContainmentAction = RuleAction | HandAction;

/** The highest that the tenant's admins may set a limit to by themselves. */
export function ownCeiling(policy: Policy, limit: OwnLimit): bigint {
  return (BigInt(policy[limit]) * BigInt(100 + policy.ownRaisePercent)) / 100n;
}

/** The policy as it is obeyed: what either side forbids is forbidden, and a limit is the tenant's own within its range. */
export function effectivePolicy(policy: Policy): Policy {
  const own = (limit: OwnLimit): bigint => {
    const chosen = policy.ownLimits[limit];
    if (chosen === undefined) return BigInt(policy[limit]);
    const ceiling = ownCeiling(policy, limit);
    return BigInt(chosen) < ceiling ? BigInt(chosen) : ceiling;
  };
  return {
    ...policy,
    requestsPerMinute: Number(own('requestsPerMinute')),
    tokensPerDay: Number(own('tokensPerDay')),
    tokensPerMonth: Number(own('tokensPerMonth')),
    priceNanoPerMonth: own('priceNanoPerMonth').toString(),
    downgradeModel: policy.downgradeModel && policy.ownDowngradeModel,
    downgradeLength: policy.downgradeLength && policy.ownDowngradeLength,
  };
}
