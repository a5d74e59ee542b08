import { scopeFilter } from '@/lib/locks/handle';
import type { TenantContext } from '@/lib/tenancy/context';
import { assertTenant } from './assert-tenant';
import type { Prisma } from './generated/client';
import type { TenantModelName } from './tenant-model-types';

/** Every model with a tenant; the compiler refuses a missing and a foreign one. */
const NAMES: Record<Uncapitalize<TenantModelName>, true> = {
  membership: true,
  policyVersion: true,
  userGroup: true,
  groupMember: true,
  folder: true,
  folderGroup: true,
  folderPerson: true,
  document: true,
  chunk: true,
  lexicalPosting: true,
  job: true,
  workShare: true,
  conversation: true,
  message: true,
  citation: true,
  answerTrace: true,
  answerFeedback: true,
  conversationPosting: true,
  deferredAnswer: true,
  request: true,
  budgetCounter: true,
  budgetNotice: true,
  reservation: true,
  ledgerEntry: true,
  tenantExport: true,
  containment: true,
  policyChangeTarget: true,
  tenantGroupMember: true,
  incidentNotice: true,
  featureFlagTenant: true,
  auditEntry: true,
  documentSight: true,
  tenantPlacement: true,
  tenantOperation: true,
  injectionAttempt: true,
  persona: true,
  toolSecret: true,
  legalHold: true,
  retentionSetting: true,
  usageRollup: true,
  rollupTouch: true,
  fleetRollup: true,
  fleetTouch: true,
  ledgerRollup: true,
  ledgerTouch: true,
  plannedSpend: true,
  costDay: true,
  costAnomaly: true,
  costForecast: true,
  resourceDay: true,
  apiKey: true,
  idempotentAnswer: true,
  tenantPlan: true,
  planChange: true,
  tenantLeave: true,
  quotaRequest: true,
  billingTerms: true,
  issuedStatement: true,
  tag: true,
  pendingUpload: true,
  chatSetting: true,
  supportGrant: true,
  notificationSetting: true,
  notificationChoice: true,
  webhookEndpoint: true,
  tenantEvent: true,
  eventDelivery: true,
};

export const TENANT_MODELS = Object.keys(NAMES) as Uncapitalize<TenantModelName>[];

const SUMMARIES = new Set(['_count', '_sum', '_avg', '_min', '_max']);

type Fields = Record<string, unknown>;
type Given = Fields & { where?: Fields; select?: Fields; data?: Fields | Fields[] };

/** What every Prisma delegate offers; each has a type of its own, of which none is a common one. */
interface RawModel {
  findFirst(args: Fields): Promise<Fields | null>;
  findMany(args: Fields): Promise<Fields[]>;
  count(args: Fields): Promise<number>;
  aggregate(args: Fields): Promise<Fields>;
  groupBy(args: Fields): Promise<Fields[]>;
  create(args: Fields): Promise<Fields>;
  createMany(args: Fields): Promise<{ count: number }>;
  updateMany(args: Fields): Promise<{ count: number }>;
  deleteMany(args: Fields): Promise<{ count: number }>;
}

/**
 * One model with the tenant put into every filter and row, and compared in every row that comes back.
 * Arguments are built anew from those known here, so nothing else reaches Prisma.
 * The caller gives it the type `TenantModel` of its name.
 */
export function scopeModel(
  ctx: TenantContext,
  name: Uncapitalize<TenantModelName>,
  tx: Prisma.TransactionClient,
) {
  const model = tx[name] as unknown as RawModel;
  const { tenantId } = ctx;
  // Wrapped in AND: an OR in the caller's filter cannot reach around the tenant.
  const where = (given?: Given) => ({ AND: [scopeFilter(tenantId), given?.where ?? {}] });
  const withTenant = (row: Fields) => ({ ...row, tenantId });
  const checked = <R extends Fields | null>(row: R): R => {
    if (row) assertTenant(ctx, String(row.tenantId), name);
    return row;
  };
  const find = (given: Given = {}) => ({
    where: where(given),
    select: given.select && withTenantColumn(given.select),
    orderBy: given.orderBy,
    take: given.take,
    skip: given.skip,
  });
  const summary = (given: Given) =>
    Object.fromEntries(Object.entries(given).filter(([key]) => SUMMARIES.has(key)));
  return Object.freeze({
    findFirst: async (given?: Given) => checked(await model.findFirst(find(given))),
    findMany: async (given?: Given) => (await model.findMany(find(given))).map(checked),
    count: (given?: Given) => model.count({ where: where(given) }),
    aggregate: (given: Given) => model.aggregate({ ...summary(given), where: where(given) }),
    groupBy: async (given: Given & { by: string[] }) =>
      (
        await model.groupBy({
          ...summary(given),
          by: ['tenantId', ...given.by],
          where: where(given),
          orderBy: given.orderBy,
        })
      ).map(checked),
    create: async (given: { data: Fields }) =>
      checked(await model.create({ data: withTenant(given.data) })),
    createMany: async (given: { data: Fields[]; skipDuplicates?: boolean }) => {
      const { data, skipDuplicates } = given;
      return (await model.createMany({ data: data.map(withTenant), skipDuplicates })).count;
    },
    updateMany: async (given: Given & { data: Fields }) =>
      (await model.updateMany({ where: where(given), data: withoutTenant(given.data) })).count,
    deleteMany: async (given?: Given) => (await model.deleteMany({ where: where(given) })).count,
  });
}

/** Prisma leaves a column alone whose value is undefined. */
function withoutTenant(data: Fields): Fields {
  return { ...data, tenantId: undefined };
}

function withTenantColumn(select: Fields): Fields {
  return { ...select, tenantId: true };
}
