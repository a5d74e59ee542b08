import { expect, it } from 'vitest';
import { withTenantRoute } from './route-context';

it('answers with data that a browser gives no rights, also when it refuses', async () => {
  const request = new Request('http://localhost/api/t/acme/usage.csv', {
    headers: { host: 'localhost', 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    method: 'POST',
  });
  const handler = withTenantRoute(async () => new Response('<script>alert(1)</script>'));
  const response = await handler(request, { params: Promise.resolve({ tenant: 'acme' }) });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect(response.headers.get('cache-control')).toBe('private, no-store');
});
