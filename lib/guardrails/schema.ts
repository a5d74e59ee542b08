import { z } from 'zod';

const list = (of: z.ZodType<string, string>, most: number) =>
  z
    .array(of)
    .max(most, `At most ${most} lines.`)
    .transform((lines) => [...new Set(lines)]);

/** A topic's words, as a question would use them. */
const topic = z
  .string()
  .trim()
  .min(2, 'A topic has at least 2 characters.')
  .max(80, 'A topic has at most 80 characters.')
  .refine((text) => /[\p{L}\p{N}]/u.test(text), 'A topic is made of letters or digits.');

/** `#` stands for a digit, `@` for a letter, `*` for either; the rest for itself. Its length is what it matches. */
const pattern = z
  .string()
  .trim()
  .regex(
    /^[\p{L}\p{N}#@* ._/:-]{4,40}$/u,
    'A pattern has 4 to 40 characters: # for a digit, @ for a letter, * for either, and letters, digits, spaces and . _ / : -',
  )
  .refine((text) => /[#@*]/.test(text), 'A pattern has at least one #, @ or *.');

const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'Write hosts such as example.com, or *.example.com for all below it.',
  );

export const rulesSchema = z.object({
  /** Only what was found, or a tool returned, answers: never the conversation, and nothing that cites neither. */
  sourcesOnly: z.boolean(),
  blockedTopics: list(topic, 50),
  /** What of a prompt is replaced before a model gets it. */
  mask: z.object({
    email: z.boolean(),
    phone: z.boolean(),
    iban: z.boolean(),
    card: z.boolean(),
    patterns: list(pattern, 20),
  }),
  /** Hosts that answers may link to; null: any. */
  linkHosts: list(host, 50).nullable(),
});
export type Rules = z.infer<typeof rulesSchema>;

export const NO_RULES: Rules = {
  sourcesOnly: false,
  blockedTopics: [],
  mask: { email: false, phone: false, iban: false, card: false, patterns: [] },
  linkHosts: null,
};

/** In words, a line each, to be compared. */
export function rulesText({ sourcesOnly, blockedTopics, mask, linkHosts }: Rules): string {
  const { patterns, ...kinds } = mask;
  const masked = Object.entries(kinds).flatMap(([kind, on]) => (on ? [kind] : []));
  return [
    ...(sourcesOnly ? ['Answers from sources alone'] : []),
    ...blockedTopics.map((each) => `Blocked topic: ${each}`),
    ...masked.map((kind) => `Masked: ${kind}`),
    ...patterns.map((each) => `Masked pattern: ${each}`),
    ...(linkHosts === null ? [] : linkHosts.length === 0 ? ['No links'] : []),
    ...(linkHosts ?? []).map((each) => `Links to: ${each}`),
  ].join('\n');
}
