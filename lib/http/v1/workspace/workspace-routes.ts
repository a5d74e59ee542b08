import { z } from 'zod';
import { listAuditEntries } from '@/lib/audit/list-entries';
import { auditParams } from '@/lib/audit/schema';
import { clock } from '@/lib/clock';
import { parseInput } from '@/lib/documents/parse-input';
import { parseUsageRange } from '@/lib/usage/parse-usage-range';
import { readUsage } from '@/lib/usage/read-usage';
import { USAGE_DIMENSIONS } from '@/lib/usage/schema';
import type { ApiCall, KeyRoute } from '../api-route';
import { openCursor, sealCursor } from '../cursor';
import { sendJson } from '../send';

const dialect = 'problem';
const LISTING = 'audit';

const rangeSchema = z.object({
  from: z.iso.date('Give days as YYYY-MM-DD.').optional(),
  to: z.iso.date('Give days as YYYY-MM-DD.').optional(),
  range: z.enum(['24h', '7d', '30d', '90d']).optional(),
});
const usageQuerySchema = rangeSchema.extend({ by: z.enum(USAGE_DIMENSIONS).default('day') });
const auditQuerySchema = rangeSchema.extend({
  action: auditParams.shape.action.unwrap().meta({ description: 'For instance message.create.' }),
  actor: auditParams.shape.actor.unwrap().meta({ description: 'An id, or a kind of actor.' }),
  cursor: z.string().max(300).optional(),
});

const sums = {
  requests: z.number().int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  priceNano: z.string().meta({ description: 'Nano-dollars.' }),
};
const usageSchema = z.object({
  from: z.string(),
  to: z.string(),
  totals: z.object(sums),
  data: z.array(z.object({ key: z.string(), label: z.string(), ...sums })),
});
const entrySchema = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  actorKind: z.string(),
  actorId: z.string(),
  action: z.string(),
  objectKind: z.string(),
  objectId: z.string().nullable(),
  requestId: z.string().nullable(),
  outcome: z.enum(['ok', 'refused', 'error']),
  detail: z.record(z.string(), z.unknown()),
});

export const WORKSPACE_ROUTES: readonly KeyRoute[] = [
  {
    method: 'GET',
    path: '/v1/usage',
    dialect,
    feature: 'api',
    permission: 'usage:read',
    handle: usage,
    operation: {
      tag: 'Usage',
      summary: 'Read usage',
      description:
        'Requests, tokens and price by the days of the workspace’s own time zone; without a range, of 30 days.',
      query: usageQuerySchema,
      responses: { 200: { description: 'Sums.', schema: usageSchema } },
    },
  },
  {
    method: 'GET',
    path: '/v1/audit',
    dialect,
    feature: 'api',
    permission: 'audit:read',
    handle: audit,
    operation: {
      tag: 'Audit',
      summary: 'Read the audit log',
      description: 'Newest first; without a range, of 30 days.',
      query: auditQuerySchema,
      responses: {
        200: {
          description: 'A page.',
          schema: z.object({ data: z.array(entrySchema), nextCursor: z.string().nullable() }),
        },
      },
    },
  },
];

async function usage({ ctx, response, query }: ApiCall): Promise<void> {
  const { by, ...given } = parseInput(usageQuerySchema, Object.fromEntries(query));
  const range = parseUsageRange(given, clock().now(), ctx.timeZone);
  const { rows, totals } = await readUsage(ctx, by, range);
  sendJson(response, 200, { from: range.from, to: range.to, totals, data: rows });
}

async function audit({ ctx, response, query }: ApiCall): Promise<void> {
  const { action, actor, cursor, ...given } = parseInput(
    auditQuerySchema,
    Object.fromEntries(query),
  );
  const { from, to } = parseUsageRange(given, clock().now(), 'UTC');
  const filter = { from, to, action, actor };
  const place = cursor === undefined ? {} : { older: openCursor(ctx, LISTING, cursor) };
  const { page } = await listAuditEntries(ctx, filter, place);
  sendJson(response, 200, {
    // What a leaf commits to belongs to proofs, which the export of the whole log has.
    data: page.rows.map(
      ({ documents, removedDocuments, member, logId, salt, payload, ...entry }) => entry,
    ),
    nextCursor: page.older && sealCursor(ctx, LISTING, page.older),
  });
}
