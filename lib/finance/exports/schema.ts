import { z } from 'zod';
import { hasParquet, isOfOne } from './facts';

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'Give a day.')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'There is no such day.');
const DAY_MS = 86_400_000;
export const LONGEST_EXPORT_DAYS = 400;

const what = {
  dataset: z.enum(['focus', 'focus-allocated', 'ledger', 'journal']),
  format: z.enum(['csv', 'parquet']),
  tenantId: z.guid().optional(),
};
const FORMAT = 'This data set is written as CSV alone.';
const SHARED = 'Journal lines are of all tenants.';
type What = z.infer<z.ZodObject<typeof what>>;
const formatFits = ({ dataset, format }: What) => format === 'csv' || hasParquet(dataset);
const tenantFits = ({ dataset, tenantId }: What) => !tenantId || isOfOne(dataset);

export const requestExportSchema = z
  .object({ ...what, from: day, to: day })
  .refine(formatFits, FORMAT)
  .refine(tenantFits, SHARED)
  .refine(({ from, to }) => from <= to, 'The first day comes before the last.')
  .refine(
    ({ from, to }) => Date.parse(to) - Date.parse(from) < LONGEST_EXPORT_DAYS * DAY_MS,
    `At most ${LONGEST_EXPORT_DAYS} days at once.`,
  )
  .refine(
    ({ dataset, from, to }) => dataset !== 'journal' || (from.endsWith('-01') && isLastDay(to)),
    'Journal lines are of whole months.',
  );
export type RequestExport = z.infer<typeof requestExportSchema>;

function isLastDay(day: string): boolean {
  return new Date(Date.parse(day) + DAY_MS).getUTCDate() === 1;
}

const directory = z.object({
  kind: z.literal('directory'),
  folder: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'A folder name: small letters, digits and hyphens.'),
});
const bucket = z.object({
  kind: z.literal('s3'),
  endpoint: z
    .url({ protocol: /^https?$/, error: 'Give an address that begins with https://.' })
    .max(200)
    .refine((url) => {
      const { username, password, pathname, search, hash } = new URL(url);
      return !username && !password && pathname === '/' && !search && !hash;
    }, 'The address of the service alone, without bucket, user or question mark.'),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'Give the name of a bucket.'),
  prefix: z
    .string()
    .max(200)
    .regex(/^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/, 'Folders, each ended by a slash, or nothing.'),
  region: z.string().regex(/^[a-z0-9-]{1,40}$/, 'Give a region, for instance eu-central-1.'),
  accessKeyId: z.string().regex(/^[A-Za-z0-9]{3,128}$/, 'Give the id of an access key.'),
  secret: z.string().min(8, 'Give the secret of the access key.').max(200),
});

export const addTargetSchema = z
  .object({
    ...what,
    name: z.string().trim().min(1, 'Give it a name.').max(80),
    cadence: z.enum(['daily', 'monthly']),
    place: z.discriminatedUnion('kind', [directory, bucket]),
  })
  .refine(formatFits, FORMAT)
  .refine(tenantFits, SHARED)
  .refine(
    ({ dataset, cadence }) => dataset !== 'journal' || cadence === 'monthly',
    'Journal lines are of whole months.',
  );
export type AddTarget = z.infer<typeof addTargetSchema>;

const reason = z.string().trim().min(3, 'Say why in a few words.').max(500);

export const removeTargetSchema = z.object({ id: z.guid(), reason });
export type RemoveTarget = z.infer<typeof removeTargetSchema>;

/** Where a target lies, without what is secret. */
export const placeSchema = z.discriminatedUnion('kind', [directory, bucket.omit({ secret: true })]);
export type Place = z.infer<typeof placeSchema>;

export const setAccountSchema = z.object({
  kind: z.enum(['receivable', 'revenue', 'tax', 'credits', 'cost', 'payable']),
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'Letters, digits, dots, at most 32.'),
  name: z.string().trim().min(1, 'Give it a name.').max(80),
  reason,
});
export type SetAccount = z.infer<typeof setAccountSchema>;
