import { beforeAll, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { newId } from '@/lib/ids';
import { pageConversations } from './page-conversations';
import { saveQuestion } from './save-exchange';

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant();
});

it('reaches every conversation of the person, each once, however many there are', async () => {
  const { ctx } = await makeMember(tenant);
  await saveQuestion(tenant.ctx, undefined, 'Somebody else’s?', newId());
  const made: string[] = [];
  for (let n = 0; n < 7; n += 1)
    made.unshift((await saveQuestion(ctx, undefined, `Question ${n}?`, newId())).id);
  const found: string[] = [];
  let after: string | undefined;
  for (let pages = 1; pages <= 4; pages += 1) {
    const page = await pageConversations(ctx, { limit: 2, ...(after && { after }) });
    found.push(...page.conversations.map(({ id }) => id));
    expect(page.next === null).toBe(pages === 4);
    after = page.next ?? undefined;
  }
  expect(found.toSorted()).toEqual(made.toSorted());
});

it('refuses a place that is none', async () => {
  for (const after of ['', '_', 'x_y', `never_${newId()}`, '2026-01-01T00:00:00.000Z'])
    await expect(pageConversations(tenant.ctx, { limit: 2, after })).rejects.toMatchObject({
      code: 'invalid_input',
    });
});
