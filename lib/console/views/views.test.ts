import { expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { newId } from '@/lib/ids';
import { saveViewSchema } from './schema';
import { listViews, removeView, saveView } from './views';

it('is seen by its owner, by others when it is shared, and removed by its owner alone', async () => {
  const [operator, auditor] = [
    await makePlatformPerson('operator'),
    await makePlatformPerson('auditor'),
  ];
  const [mine, ours] = [newId(), newId()];
  const view = { path: '/console' as const, query: 'sort=-p95&plan=free' };
  await saveView(operator, { ...view, name: mine, shared: false });
  const id = await saveView(operator, { ...view, name: ours, shared: true });
  const named = async (ctx: typeof operator) =>
    (await listViews(ctx, '/console')).filter(({ name }) => [mine, ours].includes(name));
  expect(await named(operator)).toHaveLength(2);
  expect(await named(auditor)).toMatchObject([
    { name: ours, href: '/console?sort=-p95&plan=free', shared: true, by: 'Test' },
  ]);
  await removeView(auditor, id);
  expect(await named(auditor)).toHaveLength(1);
  await removeView(operator, id);
  expect(await named(auditor)).toEqual([]);
  expect(await listViews(operator, '/console/compare')).toEqual([]);
});

it('is an address of the console and nothing else', () => {
  const view = { name: 'x', path: '/console', query: '', shared: false };
  expect(saveViewSchema.safeParse(view).success).toBe(true);
  for (const wrong of [
    { path: 'https://example.test' },
    { path: '/finance' },
    { query: '"><script>' },
    { query: 'a'.repeat(1001) },
    { name: ' ' },
  ])
    expect(saveViewSchema.safeParse({ ...view, ...wrong }).success).toBe(false);
});
