import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { deleteConversation } from '@/lib/chat/change-conversation';
import { readConversation } from '@/lib/chat/queries';
import { setReading } from '@/lib/chat-reading/set-reading';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { giveFeedback, withdrawFeedback } from './give-feedback';
import { listFeedback, summarizeFeedback } from './queries';

let tenant: MadeTenant;
let member: TenantContext;

async function answered(ctx: TenantContext): Promise<{ id: string; messageId: string }> {
  const id = await makeConversation(ctx, {
    ...{ title: 'Leave', question: 'How long?', answer: 'Two weeks.', quote: 'Two' },
    documentId: newId(),
  });
  const { messages } = await readConversation(ctx, id);
  return { id, messageId: messages[1]?.id ?? '' };
}

beforeAll(async () => {
  tenant = await makeTenant();
  member = (await makeMember(tenant)).ctx;
});

describe('feedback on an answer', () => {
  it('is given, changed and withdrawn by whoever asked', async () => {
    const { id, messageId } = await answered(member);
    await giveFeedback(member, { messageId, rating: 'up', reason: 'clear' });
    await giveFeedback(member, {
      ...{ messageId, rating: 'down', reason: 'wrong' },
      text: 'It is three weeks.',
    });
    expect(await listFeedback(member, id)).toEqual([
      { messageId, rating: 'down', reason: 'wrong', text: 'It is three weeks.' },
    ]);
    await withdrawFeedback(member, messageId);
    await withdrawFeedback(member, messageId);
    expect(await listFeedback(member, id)).toEqual([]);
  });

  it('is one, however often it is said at once', async () => {
    const { id, messageId } = await answered(member);
    await Promise.all(
      ['up', 'up', 'up', 'up'].map(() => giveFeedback(member, { messageId, rating: 'up' })),
    );
    expect(await listFeedback(member, id)).toHaveLength(1);
  });

  it('is for one’s own answers alone', async () => {
    const { id, messageId } = await answered(member);
    const { messages } = await readConversation(member, id);
    const other = await makeTenant();
    for (const ctx of [tenant.ctx, other.ctx]) {
      const refused = { code: 'not_found' };
      await expect(giveFeedback(ctx, { messageId, rating: 'up' })).rejects.toMatchObject(refused);
      await expect(withdrawFeedback(ctx, messageId)).rejects.toMatchObject(refused);
      await expect(listFeedback(ctx, id)).rejects.toMatchObject(refused);
    }
    // A question is no answer.
    const question = messages[0]?.id ?? '';
    await expect(giveFeedback(member, { messageId: question, rating: 'up' })).rejects.toMatchObject(
      { code: 'not_found' },
    );
  });

  it('is counted for admins, who read the words of what they may read and no others', async () => {
    const { ctx, ...made } = await makeTenant();
    const colleague = (await makeMember({ ctx, ...made })).ctx;
    const theirs = await answered(colleague);
    const own = await answered(ctx);
    const said = { rating: 'down', reason: 'incomplete' } as const;
    await giveFeedback(colleague, { ...said, messageId: theirs.messageId, text: 'A secret.' });
    await giveFeedback(ctx, { ...said, messageId: own.messageId, text: 'Mine.' });
    const { counts, texts } = await summarizeFeedback(ctx);
    expect(counts).toEqual([{ rating: 'down', reason: 'incomplete', answers: 2 }]);
    expect(texts.map(({ text }) => text)).toEqual(['Mine.']);
    // Once the owner lets admins read chats, what is said from then on.
    await setReading(ctx, { adminsRead: true });
    const later = await answered(colleague);
    await giveFeedback(colleague, { ...said, messageId: later.messageId, text: 'For admins.' });
    const now = await summarizeFeedback(ctx);
    expect(now.texts.map(({ text, own }) => [text, own])).toEqual([
      ['For admins.', false],
      ['Mine.', true],
    ]);
    await expect(summarizeFeedback(colleague)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is sealed, and goes with the conversation', async () => {
    const { id, messageId } = await answered(member);
    await giveFeedback(member, { messageId, rating: 'down', text: 'Quite wrong' });
    const stored = () =>
      asSuperuser<{ text_sealed: Buffer }>(
        'select text_sealed from answer_feedback where message_id = $1',
        [messageId],
      );
    const [row] = await stored();
    expect(row?.text_sealed.toString('latin1')).not.toContain('wrong');
    await deleteConversation(member, id);
    expect(await stored()).toEqual([]);
  });
});
