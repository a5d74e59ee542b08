import { answer } from '@/lib/chat/answer';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { createSession } from '@/lib/identity/sessions';
import { ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { TenantContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import type { CreatedTenant } from './create-tenant';
import { userIdOf } from './demo-people';
import { type Draw, seededDraw } from './draw';

const DAY_MS = 86_400_000;
const DAYS = 14;
/** One bad hour of the provider, nine days ago, so that the console has something to find. */
const INCIDENT_DAY = 5;
const INCIDENT_HOUR = 14;

interface Visit {
  at: number;
  tenant: CreatedTenant;
  questions: number;
}

/** Two weeks of questions through the real pipeline under a simulated clock, ending now. */
export async function replayUsage(created: CreatedTenant[]): Promise<void> {
  const end = clock().now();
  const start = Math.floor(end / DAY_MS - DAYS + 1) * DAY_MS;
  const draw = seededDraw(20_261_101);
  const visits = created
    .flatMap((tenant) => visitsOf(tenant, start, end, draw))
    .sort((a, b) => a.at - b.at);
  const simulated = new SimulatedClock(start, { running: true });
  const contexts = new Map<string, TenantContext>();
  const restore = setClock(simulated);
  try {
    for (const visit of visits) {
      simulated.advanceTo(visit.at);
      await ask(visit, await contextFor(visit, contexts, draw), draw, simulated, start);
    }
  } finally {
    restore();
  }
}

/** Office hours of the tenant, fewer visits at weekends. */
function visitsOf(tenant: CreatedTenant, start: number, end: number, draw: Draw): Visit[] {
  const visits: Visit[] = [];
  for (let day = 0; day < DAYS; day++) {
    const date = new Date(start + day * DAY_MS);
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
    const wanted =
      tenant.tenant.questionsPerDay * (weekend ? 0.2 : 1) * (0.7 + 0.6 * draw.uniform());
    for (let asked = 0; asked < wanted; ) {
      const questions = 1 + Math.floor(draw.uniform() * 3);
      const at = date.getTime() + (7 + 11 * (draw.uniform() + draw.uniform()) * 0.5) * 3_600_000;
      if (at < end - 600_000) visits.push({ at, tenant, questions });
      asked += questions;
    }
  }
  return visits;
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
  start: number,
): Promise<void> {
  const model = await ensureLocalModel();
  const hour = new Date(simulated.now()).getUTCHours();
  const incident =
    Math.floor((simulated.now() - start) / DAY_MS) === INCIDENT_DAY && hour === INCIDENT_HOUR;
  let conversationId: string | undefined;
  for (let n = 0; n < visit.questions; n++) {
    model.configure({
      firstTokenMs: draw.logNormal(350, 0.5) * (incident ? 6 : 1),
      tokensPerSecond: draw.logNormal(90, 0.3),
      overloadedShare: incident ? 0.6 : 0.004,
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
    await simulated.sleep(20_000 + draw.uniform() * 90_000);
  }
}
