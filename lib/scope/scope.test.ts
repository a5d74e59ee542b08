import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexText } from '@/e2e/support/index-text';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { answer } from '@/lib/chat/answer';
import { readConversation } from '@/lib/chat/queries';
import type { AnswerEvent, AnswerRequest } from '@/lib/chat/schema';
import { EMPTY_SCOPE_ANSWER, NOTHING_IN_SCOPE_ANSWER } from '@/lib/chat/system-prompt';
import { deleteDocument } from '@/lib/documents/delete-document';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { newId } from '@/lib/ids';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import type { TenantContext } from '@/lib/tenancy/context';

const QUESTION = 'How high is the yearly equipment allowance?';

let tenant: MadeTenant;
let worker: TestWorker;
let folderId: string;
let inFolder: string;
let outside: string;

async function ask(ctx: TenantContext, request: Partial<AnswerRequest>) {
  const events: AnswerEvent[] = [];
  const all = { question: QUESTION, ...request };
  for await (const event of answer(ctx, all, { signal: new AbortController().signal }))
    events.push(event);
  const [started] = events.flatMap((event) => (event.type === 'started' ? [event] : []));
  if (!started) throw new Error(JSON.stringify(events));
  return {
    conversationId: started.conversationId,
    scope: started.scope,
    text: events.map((event) => (event.type === 'text' ? event.text : '')).join(''),
    cited: new Set(
      events.flatMap((event) => (event.type === 'citation' ? [event.citation.documentId] : [])),
    ),
  };
}

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  await ensureLocalModel();
  tenant = await makeTenant('professional');
  folderId = (await createFolder(tenant.ctx, { name: 'Norway' })).id;
  const { ctx } = tenant;
  inFolder = await indexText(worker, ctx, {
    name: 'Norway.md',
    text: 'The yearly equipment allowance is 7,000 kroner.',
    folderId,
  });
  outside = await indexText(worker, ctx, {
    name: 'Germany.md',
    text: 'The yearly equipment allowance is 640 euros.',
  });
}, 300_000);
afterAll(async () => {
  await worker.close();
  await closeLocalModel();
});

describe('a question', () => {
  it('is answered from its folder alone, and keeps what it was asked of', async () => {
    const said = await ask(tenant.ctx, { scope: { folderId } });
    expect(said.cited).toEqual(new Set([inFolder]));
    expect(said.scope).toEqual({ folder: { id: folderId, name: 'Norway' } });
    const { messages } = await readConversation(tenant.ctx, said.conversationId);
    expect(messages[0]?.scope).toEqual(said.scope);
  });

  it('is answered from the chosen documents alone', async () => {
    const said = await ask(tenant.ctx, { scope: { documentIds: [outside] } });
    expect(said.cited).toEqual(new Set([outside]));
    expect(said.scope).toEqual({ documents: [{ id: outside, name: 'Germany.md' }] });
  });

  it('says when nothing in its scope answers, and when nothing is in it', async () => {
    const question = 'Who designed the Sydney opera house?';
    expect((await ask(tenant.ctx, { question, scope: { documentIds: [outside] } })).text).toBe(
      NOTHING_IN_SCOPE_ANSWER,
    );
    const { id: empty } = await createFolder(tenant.ctx, { name: 'Empty' });
    expect((await ask(tenant.ctx, { scope: { folderId: empty } })).text).toBe(EMPTY_SCOPE_ANSWER);
    expect((await ask(tenant.ctx, { scope: { documentIds: [newId()] } })).text).toBe(
      EMPTY_SCOPE_ANSWER,
    );
  });

  it('finds nothing through a scope that its person may not read, from the moment it is closed', async () => {
    const member = await makeMember(tenant);
    const asked = await ask(member.ctx, { scope: { folderId } });
    expect(asked.cited).toEqual(new Set([inFolder]));
    await setFolderAudience(tenant.ctx, { id: folderId, audience: 'people', personIds: [] });
    for (const scope of [{ folderId }, { documentIds: [inFolder] }]) {
      const closed = await ask(member.ctx, { scope, conversationId: asked.conversationId });
      expect(closed.text).toBe(EMPTY_SCOPE_ANSWER);
    }
    const { messages } = await readConversation(member.ctx, asked.conversationId);
    expect(messages[0]?.scope).toEqual({ folder: { id: folderId, name: undefined } });
    expect(messages[1]?.citations).toMatchObject([{ documentName: undefined, quote: '' }]);
    await setFolderAudience(tenant.ctx, { id: folderId, audience: 'everyone' });
  });

  it('finds nothing through another workspace’s folder or document', async () => {
    const stranger = await makeTenant('professional');
    for (const scope of [{ folderId }, { documentIds: [inFolder] }]) {
      const said = await ask(stranger.ctx, { scope });
      expect(said.text).toBe(EMPTY_SCOPE_ANSWER);
      expect(JSON.stringify(said.scope)).not.toContain('Norway');
    }
  });
});

describe('a removed source', () => {
  it('is dated in old answers, colleagues’ too, and is not said again', async () => {
    const member = await makeMember(tenant);
    const id = await indexText(worker, tenant.ctx, {
      name: 'Iceland.md',
      text: 'The yearly Reykjavik bonus is 9,313 kronur.',
    });
    const question = 'How high is the Reykjavik bonus?';
    const { conversationId, cited } = await ask(member.ctx, { question });
    expect(cited).toContain(id);
    const before = Date.now();
    await deleteDocument(tenant.ctx, { id });
    const { messages } = await readConversation(member.ctx, conversationId);
    const [citation] = messages[1]?.citations ?? [];
    expect(citation).toMatchObject({ documentName: undefined, quote: '' });
    expect(Date.parse(citation?.removedAt ?? '')).toBeGreaterThanOrEqual(before - 1000);
    const again = await ask(member.ctx, { question, conversationId });
    expect(again.text).not.toContain('9,313');
    expect(again.cited).not.toContain(id);
  });
});
