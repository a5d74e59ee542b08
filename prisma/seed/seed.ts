import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { createSession } from '@/lib/identity/sessions';
import { closeLocalModel } from '@/lib/llm/ensure-local-model';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { createTenant } from './create-tenant';
import { createPlatformPerson, type DemoSignIn, demoPassword, writeSignIns } from './demo-people';
import { DEMO_TENANTS } from './library/tenants';
import { loadLibraries } from './load-library';
import { replayUsage } from './replay-usage';

const PLATFORM_PEOPLE = [
  { name: 'Olivia Brandt', email: 'operator@tenantry.example', role: 'operator', url: '/console' },
  // Whom changes beyond the bounds wait for.
  {
    name: 'Oskar Wallin',
    email: 'second.operator@tenantry.example',
    role: 'operator',
    url: '/console',
  },
  { name: 'Felix Okafor', email: 'finance@tenantry.example', role: 'finance', url: '/finance' },
  { name: 'Ada Lindqvist', email: 'auditor@tenantry.example', role: 'auditor', url: '/console' },
] as const;

const DAY_MS = 86_400_000;
const DAYS_OF_USE = 14;

/** Fills a new installation with its demo tenants and two weeks of their use, ending now. */
async function main(): Promise<void> {
  const end = clock().now();
  const start = Math.floor(end / DAY_MS - DAYS_OF_USE + 1) * DAY_MS;
  // The day before belongs to setting up.
  const simulated = new SimulatedClock(start - DAY_MS / 2, { running: true });
  const restore = setClock(simulated);
  try {
    await fill(simulated, start, end);
  } finally {
    restore();
  }
}

async function fill(simulated: SimulatedClock, start: number, end: number): Promise<void> {
  const signIns: DemoSignIn[] = [];
  const passwords = new Map<string, string>();
  const passwordOf = (email: string) => {
    const password = passwords.get(email) ?? demoPassword();
    passwords.set(email, password);
    return password;
  };

  let operatorId = '';
  for (const person of PLATFORM_PEOPLE) {
    const id = await createPlatformPerson(
      person.name,
      person.email,
      person.role,
      passwordOf(person.email),
    );
    if (person.role === 'operator') operatorId ||= id;
    signIns.push({
      who: person.name,
      role: signIns.some(({ role }) => role === `platform ${person.role}`)
        ? `second platform ${person.role}`
        : `platform ${person.role}`,
      email: person.email,
      password: passwordOf(person.email),
      url: person.url,
    });
  }
  const operator = await verifyPlatformSession(await createSession(operatorId));

  const created = [];
  for (const tenant of DEMO_TENANTS) {
    created.push(await createTenant(operator, tenant, passwordOf));
    for (const person of tenant.people) {
      signIns.push({
        who: person.name,
        role: `${tenant.name}: ${person.role}`,
        email: person.email,
        password: passwordOf(person.email),
        url: `/t/${tenant.slug}`,
      });
    }
  }
  await loadLibraries(created);
  await replayUsage(created, simulated, start, end);
  await writeSignIns(
    signIns.filter(
      (signIn, index) => signIns.findIndex((other) => other.email === signIn.email) === index,
    ),
  );
}

await main().finally(async () => {
  await closeLocalModel();
  await closePools();
});
