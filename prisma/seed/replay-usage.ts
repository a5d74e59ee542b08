import { answer } from '@/lib/chat/answer';
import type { SimulatedClock } from '@/lib/clock';
import { createSession } from '@/lib/identity/sessions';
import { ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import type { CreatedTenant } from './create-tenant';
import { userIdOf } from './demo-people';
import { type Draw, seededDraw } from './draw';
import { planVisits, type Visit, workdayFrom } from './plan-visits';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Questions through the real pipeline under the simulated clock, from `start` to `end`. */
export async function replayUsage(
  created: CreatedTenant[],
  simulated: SimulatedClock,
  start: number,
  end: number,
): Promise<void> {
  const draw = seededDraw(20_261_101);
  const contexts = new Map<string, TenantContext>();
  const outage = outageOf(start);
  for (const visit of planVisits(created, start, end, draw)) {
    simulated.advanceTo(visit.at);
    await ask(visit, await contextFor(visit, contexts, draw), draw, simulated, outage);
  }
}

/** A bad afternoon of the provider, so that the console has something to find. */
function outageOf(start: number): (at: number) => boolean {
  const from = workdayFrom(start + 5 * DAY_MS) + 13 * HOUR_MS;
  return (at) => at >= from && at < from + 2 * HOUR_MS;
}

async function contextFor(
  visit: Visit,
  contexts: Map<string, TenantContext>,
  draw: Draw,
): Promise<TenantContext> {
  const { tenant } = visit.tenant;
  const person = draw.pick(tenant.people);
  const known = contexts.get(person.email + tenant.slug);
  if (known) return known;
  const ctx = await verifyTenantSession(
    await createSession(await userIdOf(person.email)),
    tenant.slug,
  );
  contexts.set(person.email + tenant.slug, ctx);
  return ctx;
}

async function ask(
  visit: Visit,
  ctx: TenantContext,
  draw: Draw,
  simulated: SimulatedClock,
  outage: (at: number) => boolean,
): Promise<void> {
  const model = await ensureLocalModel();
  let conversationId: string | undefined;
  for (let n = 0; n < visit.questions; n++) {
    const failing = outage(simulated.now());
    model.configure({
      firstTokenMs: draw.logNormal(350, 0.5) * (failing ? 6 : 1),
      tokensPerSecond: draw.logNormal(90, 0.3),
      overloadedShare: failing ? 0.85 : 0.004,
    });
    const stop = new AbortController();
    const patience = draw.uniform() < 0.03 ? 40 : Number.POSITIVE_INFINITY;
    let seen = 0;
    for await (const event of answer(
      ctx,
      { question: draw.pick(visit.tenant.tenant.questions), conversationId },
      { signal: stop.signal },
    )) {
      if (event.type === 'started') conversationId = event.conversationId;
      if (event.type === 'text') seen += event.text.length;
      if (seen > patience) stop.abort();
    }
    const [least, most] = visit.pause;
    await simulated.sleep(1000 * (least + draw.uniform() * (most - least)));
  }
}
