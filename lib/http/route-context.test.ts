import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { countBytesOut } from '@/lib/traffic/bytes-out';
import { withContentRoute, withTenantRoute } from './route-context';
import { currentTenant } from './verified-context';

vi.mock('./verified-context', () => ({
  currentTenant: vi.fn(async () => Promise.reject(new Error('There is no session.'))),
  currentPlatform: vi.fn(),
}));

const route = { params: Promise.resolve({ tenant: 'acme' }) };

it('answers with data that a browser gives no rights, also when it refuses', async () => {
  const request = new Request('http://localhost/api/t/acme/usage.csv', {
    headers: { host: 'localhost', 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    method: 'POST',
  });
  const handler = withTenantRoute(async () => new Response('<script>alert(1)</script>'));
  const response = await handler(request, route);
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect(response.headers.get('cache-control')).toBe('private, no-store');
});

describe('a workspace that was sent as much as it may be today', () => {
  let tenant: MadeTenant;
  beforeAll(async () => {
    tenant = await makeTenant('free');
    countBytesOut(tenant.ctx, PLAN_DEFAULTS.free.bytesOutPerDay);
    vi.mocked(currentTenant).mockImplementation(async () => tenant.ctx);
  });
  const asked = (method: string) =>
    new Request('http://localhost/api/t/acme/x', {
      method,
      headers: { host: 'localhost', 'sec-fetch-site': 'same-origin' },
    });
  const said = async () => Response.json({ said: true });

  it('is sent no content any more', async () => {
    for (const method of ['GET', 'POST']) {
      const response = await withContentRoute(said)(asked(method), route);
      expect(response.status).toBe(429);
      expect(await response.json()).toMatchObject({ limit: { name: 'bytes_out_per_day' } });
    }
  });

  it('can still stop, remove, and hear what is left to it', async () => {
    for (const method of ['GET', 'DELETE', 'POST'])
      expect((await withTenantRoute(said)(asked(method), route)).status).toBe(200);
  });
});
