import { afterAll, beforeAll, expect, it } from 'vitest';
import { type QdrantStandIn, startQdrantStandIn } from './stand-in';

let standIn: QdrantStandIn;
beforeAll(async () => {
  standIn = await startQdrantStandIn();
});
afterAll(() => standIn.close());

async function call(method: string, path: string, body: object): Promise<number> {
  const response = await fetch(`${standIn.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'api-key': standIn.apiKey },
    body: JSON.stringify(body),
  });
  await response.text();
  return response.status;
}

const sized = (size: unknown) => ({ vectors: { size, distance: 'Dot' } });

it.each<[string, string, string, object]>([
  ['a value of another type', 'PUT', '/collections/a', sized('512')],
  [
    'a distance that does not exist',
    'PUT',
    '/collections/a',
    { vectors: { size: 4, distance: 'L9' } },
  ],
  ['a property that does not exist', 'PUT', '/collections/a', { ...sized(4), vector: {} }],
  ['null for what has no null', 'PUT', '/collections/a/index', { field_name: null }],
  ['an id that is no uuid', 'PUT', '/collections/a/points', { points: [{ id: 'x', vector: [1] }] }],
  ['a query parameter that does not exist', 'PUT', '/collections/a?now=true', sized(4)],
])('refuses and remembers %s', async (_, method, path, body) => {
  const before = standIn.violations.length;
  expect(await call(method, path, body)).toBe(400);
  expect(standIn.violations.length).toBeGreaterThan(before);
  expect(standIn.violations.at(-1)).toContain('call of');
});

it('refuses what Qdrant has no operation for', async () => {
  expect(await call('POST', '/collections/a/points/searching', {})).toBe(404);
  expect(standIn.violations.at(-1)).toContain('no operation');
});

it('remembers data calls with the key of the cluster', async () => {
  expect(await call('PUT', '/collections/a', sized(4))).toBe(200);
  expect(await call('PUT', '/collections/a', sized(4))).toBe(409);
  expect(await call('POST', '/collections/a/points/count', { exact: true })).toBe(200);
  expect(standIn.violations.at(-1)).toContain("with the cluster's key");
});

it('refuses a filter over what has no index', async () => {
  const filter = { must: [{ key: 'colour', match: { value: 'red' } }] };
  await call('PUT', '/collections/b', sized(1));
  const id = '550e8400-e29b-41d4-a716-446655440000';
  await call('PUT', '/collections/b/points', { points: [{ id, vector: [1] }] });
  expect(await call('POST', '/collections/b/points/count', { filter })).toBe(400);
});
