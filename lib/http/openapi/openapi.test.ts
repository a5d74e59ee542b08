import { expect, it } from 'vitest';
import { API_ROUTES, openApiDocument } from '../v1/routes';
import { buildReference } from './build-reference';

it('tells of every route that is served, by ids of its own', () => {
  const document = openApiDocument();
  const told = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(told.sort()).toEqual(API_ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('postMessagesCountTokens');
});

it('says of every route with a key how it refuses', () => {
  for (const [path, methods] of Object.entries(openApiDocument().paths))
    for (const { responses, security } of Object.values(methods)) {
      const told = Object.keys(responses).filter((status) => Number(status) >= 400);
      const all = ['400', '401', '402', '403', '404', '409', '413', '429', '503', '529'];
      expect([path, told]).toEqual([path, security?.length === 0 ? [] : all]);
    }
});

it('refers to nothing that it does not hold, and holds nothing that JSON cannot', () => {
  const document = openApiDocument();
  const text = JSON.stringify(document);
  expect(JSON.parse(text)).toEqual(document);
  for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g))
    expect((document.components as Record<string, object>)[kind]).toHaveProperty(name);
});

it('becomes a page with an example of each', () => {
  const { groups } = buildReference(openApiDocument(), 'https://api.test');
  const all = groups.flatMap((group) => group.operations);
  expect(all).toHaveLength(API_ROUTES.length);
  const create = all.find(({ id }) => id === 'postMessages');
  expect(create?.scopes).toEqual(['messages']);
  expect(create?.body?.fields.find(({ path }) => path === 'max_tokens')?.required).toBe(true);
  expect(create?.curl).toContain('https://api.test/v1/messages');
  for (const { curl } of all) expect(curl).toMatch(/^curl https:\/\/api\.test\/v1\//);
});
