import { expect, it } from 'vitest';
import { makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { now } from '@/lib/clock';
import { writeBeat } from '@/lib/db/instance-beats';
import { newId } from '@/lib/ids';
import { upstreamOf } from '@/lib/llm/upstream/upstream';
import { instanceFacts } from '@/lib/platform-health/instance-facts';
import { ownerTag } from '@/lib/platform-health/owner-tag';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { bulkhead } from '@/lib/traffic/bulkhead';
import { takeTurn } from '@/lib/traffic/take-turn';
import { readTraffic } from './read-traffic';

it('shows models, pools and shares, the broken first, and no address or key', async () => {
  const { ctx } = await makeTenant('professional', { tenant: 'Acme' });
  const secret = newId();
  const own = { tenantId: ctx.tenantId, baseURL: `http://${secret}.test`, apiKey: secret };
  const { tenantId } = ctx;
  for (let i = 0; i < 5; i += 1)
    upstreamOf(own, 'm').enter({ tenantId, streamed: true }).ended('upstream_failed');
  upstreamOf({ baseURL: 'http://platform.test', apiKey: 'k' }, 'm').enter({
    tenantId,
    streamed: true,
  });
  await bulkhead('a test', { slots: 3, waiting: 1, full: '' }).run(async () => undefined);
  const turn = await takeTurn(ctx, { weight: 4, queueSeconds: 9 }, { model: 'm', tokens: 10 });

  // What two running instances say, one of them this.
  const instance = () => ({
    id: newId(),
    roles: ['web'],
    version: '1',
    node: 'v20',
    startedAt: now(),
  });
  const facts = await instanceFacts();
  await writeBeat({ ...instance(), stopped: false, facts });
  const other = {
    pools: [{ name: 'a test', slots: 3, busy: 1, waiting: 2, refused: 4 }],
    upstreams: [],
  };
  await writeBeat({ ...instance(), stopped: false, facts: { ...facts, ...other } });
  const gone = { ...facts.upstreams[0], owner: ownerTag(newId()) };
  await writeBeat({
    ...instance(),
    stopped: false,
    facts: { ...facts, pools: [], upstreams: [gone] },
  });

  const operator = await verifyPlatformSession((await makePerson('operator')).session);
  const seen = await readTraffic(operator);
  const acme = { id: tenantId, name: 'Acme' };
  expect(seen.upstreams).toHaveLength(2);
  expect(seen.upstreams).toMatchObject([
    { model: 'm', tenant: acme, breaker: 'open', retryAfter: 10, inFlight: 0, calls: 5 },
    { model: 'm', tenant: null, breaker: 'closed', retryAfter: 0, inFlight: 1, retries: 0 },
  ]);
  expect(seen.pools).toContainEqual({ name: 'a test', slots: 6, busy: 1, waiting: 2, refused: 4 });
  expect(seen.shares).toEqual([{ tenant: acme, weight: 4, slots: 1, waiting: 0 }]);
  expect(JSON.stringify(seen)).not.toContain(secret);
  turn.end(10);
  const finance = await verifyPlatformSession((await makePerson('finance')).session);
  await expect(readTraffic(finance)).rejects.toMatchObject({ code: 'forbidden' });
});
