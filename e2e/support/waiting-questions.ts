import { asSuperuser } from '@/e2e/support/as-superuser';
import { indexText } from '@/e2e/support/index-text';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { periodAt } from '@/lib/budget/periods';
import { answer } from '@/lib/chat/answer';
import { readConversation } from '@/lib/chat/queries';
import type { AnswerEvent, AnswerRequest } from '@/lib/chat/schema';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { DeferredView } from '@/lib/deferred/schema';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { LocalModel } from '@/lib/llm/local/local-model';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';

export const QUESTION = 'Which flights does the travel desk approve?';
const QUICK = { firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY };

/** What questions that wait need around them: a worker that reads documents, and the local model at full pace. */
export class WaitingDesk {
  private constructor(
    readonly worker: TestWorker,
    readonly model: LocalModel,
  ) {}

  static async open(): Promise<WaitingDesk> {
    const worker = startTestWorker();
    worker.start();
    const model = await ensureLocalModel();
    model.configure(QUICK);
    return new WaitingDesk(worker, model);
  }

  /** What a test leaves waiting is nobody else's. */
  async clear(): Promise<void> {
    this.model.configure(QUICK);
    await asSuperuser("update deferred_answer set state = 'cancelled' where ended_at is null");
  }

  async close(): Promise<void> {
    await this.worker.close();
    await closeLocalModel();
  }
}

export const MONTH_TOKENS = 100_000;

/** A member whose month has room for this many tokens, all used but for who has more. */
export async function makeWaitingCase({ worker }: WaitingDesk, tokens = MONTH_TOKENS) {
  const tenant = await makeTenant('professional');
  await indexText(worker, tenant.ctx, {
    name: 'Handbook.md',
    text: '# Travel\n\nThe travel desk approves every flight above 900 euros.',
  });
  await allow(tenant, tokens);
  const member = await makeMember(tenant);
  if (tokens === MONTH_TOKENS) await fillMonth(member.ctx, tokens);
  return { tenant, member };
}

export async function fillMonth({ tenantId, timeZone, principal }: TenantContext, tokens: number) {
  await asSuperuser(
    `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens)
     values ($1, 'user', $2, 'month', $3, $4)
     on conflict (tenant_id, scope, scope_id, period, period_start) do update set used_tokens = $4`,
    [tenantId, principal.id, periodAt('month', timeZone, new Date()).start, tokens],
  );
}

/** What each person's month has; contexts of before have the earlier policy. */
export async function allow(tenant: MadeTenant, tokens: number): Promise<void> {
  const { version } = await readOwnBudgetRules(tenant.ctx);
  await setOwnBudgets(tenant.ctx, {
    basedOn: version,
    reason: 'For the test',
    ownBudgets: [
      {
        ...{ scope: 'user', subject: null, period: 'month', tokens },
        ...{ priceNano: null, softPercent: null, graceMinutes: null },
      },
    ],
    downgradeModel: true,
    downgradeLength: true,
  });
}

export async function ask(ctx: TenantContext, request: Partial<AnswerRequest> = {}) {
  const events: AnswerEvent[] = [];
  const asked = { question: QUESTION, deferrable: true, ...request };
  for await (const event of answer(ctx, asked, { signal: new AbortController().signal }))
    events.push(event);
  return events.at(-1);
}

export async function queue(ctx: TenantContext, request: Partial<AnswerRequest> = {}) {
  const last = await ask(ctx, request);
  if (last?.type !== 'deferred') throw new Error(`It does not wait: ${JSON.stringify(last)}`);
  return last.deferred;
}

/** Rows of calls of models that answer. */
export const count = async (ctx: TenantContext, table: 'reservation' | 'ledger_entry') => {
  const text = `select 1 from ${table} where tenant_id = :tenant and model <> $1`;
  return (await withTenantSql(ctx, (sql) => sql(text, [EMBEDDING_MODEL]))).length;
};

export const answersOf = async (ctx: TenantContext, { conversationId }: DeferredView) =>
  (await readConversation(ctx, conversationId)).messages.filter((m) => m.author === 'assistant');
