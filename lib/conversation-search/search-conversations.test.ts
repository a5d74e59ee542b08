import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { deleteConversation, renameConversation } from '@/lib/chat/change-conversation';
import { discardQuestion } from '@/lib/chat/discard-question';
import { saveQuestion } from '@/lib/chat/save-exchange';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { searchConversations } from './search-conversations';

let tenant: MadeTenant;
let ctx: TenantContext;

const ask = (question: string, conversationId?: string, requestId = newId()) =>
  saveQuestion(ctx, conversationId, question, requestId);
const found = async (query: string, by = ctx) =>
  (await searchConversations(by, query)).hits.map(({ conversationId }) => conversationId);
const postings = (conversationId: string) =>
  asSuperuser('select source_id from conversation_posting where conversation_id = $1', [
    conversationId,
  ]);

beforeAll(async () => {
  tenant = await makeTenant();
  ({ ctx } = await makeMember(tenant));
});

describe('search in one’s own conversations', () => {
  it('finds questions by whole words in any form, with the line where they stand', async () => {
    const { id } = await ask('How are the turbines of the dam inspected?');
    const { hits, all } = await searchConversations(ctx, 'inspecting turbine');
    expect(all).toBe(true);
    expect(hits.map((hit) => hit.conversationId)).toEqual([id]);
    const snippet = hits[0]?.message?.snippet;
    expect(snippet?.marks.map(([from, to]) => snippet.text.slice(from, to))).toEqual([
      'turbines',
      'inspected',
    ]);
  });

  it('finds by the title too, and by the new one alone after a rename', async () => {
    const { id } = await ask('What is it about?');
    await renameConversation(ctx, id, 'Zeppelin maintenance');
    expect(await found('zeppelin')).toEqual([id]);
    await renameConversation(ctx, id, 'Airship maintenance');
    expect(await found('zeppelin')).toEqual([]);
    expect(await found('airship')).toEqual([id]);
  });

  it('prefers those with every word, and says when there is none', async () => {
    const both = await ask('Marzipan and nougat?');
    const one = await ask('Marzipan alone?');
    expect(await found('marzipan nougat')).toEqual([both.id]);
    expect(new Set(await found('marzipan'))).toEqual(new Set([both.id, one.id]));
    const part = await searchConversations(ctx, 'nougat parachute');
    expect(part.all).toBe(false);
    expect(part.hits.map(({ conversationId }) => conversationId)).toEqual([both.id]);
  });

  it('is in step with what is taken out and deleted', async () => {
    const { id } = await ask('Where are the saxophones kept?');
    const requestId = newId();
    await ask('And the bassoons?', id, requestId);
    expect(await found('bassoons')).toEqual([id]);
    await discardQuestion(ctx, { conversationId: id, requestId });
    expect(await found('bassoons')).toEqual([]);
    await deleteConversation(ctx, id);
    expect(await found('saxophones')).toEqual([]);
    expect(await postings(id)).toEqual([]);
  });

  it('adds conversations from before there was an index, and is found in them', async () => {
    const id = await makeConversation(ctx, {
      ...{ title: 'Old', question: 'Who tunes the harpsichord?', answer: 'The curator.' },
      ...{ quote: 'curator', documentId: newId() },
    });
    expect(await postings(id)).toEqual([]);
    const { hits, left } = await searchConversations(ctx, 'harpsichord');
    expect(left).toBe(0);
    expect(hits.map(({ conversationId }) => conversationId)).toEqual([id]);
    expect(await found('curator')).toEqual([id]);
  });

  it('finds nothing of anybody else’s, whose terms have other hashes', async () => {
    await ask('Who keeps the xylophone?');
    const other = await makeTenant();
    for (const by of [tenant.ctx, other.ctx]) expect(await found('xylophone', by)).toEqual([]);
    await saveQuestion(tenant.ctx, undefined, 'Who keeps the xylophone?', newId());
    const shared = await asSuperuser(
      `select p.term from conversation_posting p where p.tenant_id = $1 and p.user_id = $2
       intersect select p.term from conversation_posting p where p.user_id = $3`,
      [ctx.tenantId, ctx.principal.id, tenant.ctx.principal.id],
    );
    expect(shared).toEqual([]);
  });

  it('takes anything to search for', async () => {
    for (const query of ['', 'the', '!!!', '%', '\u0000', '😀', 'word '.repeat(40)])
      expect((await searchConversations(ctx, query)).hits).toEqual([]);
  });
});
