import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeKey } from '@/e2e/support/make-key';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { getDocument } from '@/lib/documents/queries';
import { dataPath } from '@/lib/env';
import { inFlightDone } from '@/lib/http/in-flight';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { platformAccount } from '@/lib/llm/account';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { upstreamOf } from '@/lib/llm/upstream/upstream';
import { policyOf } from '@/lib/tenancy/policy';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { type ApiServer, startApiServer } from './api-server';

let api: ApiServer;
let tenant: MadeTenant;
let key: string;

beforeAll(async () => {
  await ensureLocalModel({ firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY });
  api = await startApiServer();
});
beforeEach(async () => {
  tenant = await makeTenant('enterprise');
  key = (await makeKey(tenant.ctx)).text;
});
afterAll(async () => {
  await api.stop();
  await closeLocalModel();
  await closePools();
});

function ask(path: string, init: RequestInit = {}, credential = key): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${credential}`);
  return fetch(`${api.url}${path}`, { ...init, headers });
}
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', body: JSON.stringify(body), headers });
const QUESTION = { question: 'How long is parental leave?' };

describe('answers', () => {
  beforeEach(() =>
    addDocument(tenant, 'Leave.txt', ['Parental leave lasts sixteen weeks and is paid in full.']),
  );

  it('come with their citations, and stand in a conversation of the key', async () => {
    const response = await post('/v1/answers', QUESTION);
    expect(response.status).toBe(200);
    const answer = await response.json();
    expect(answer.answer).toContain('sixteen weeks');
    expect(answer.citations[0].documentName).toBe('Leave.txt');
    const { data } = await (await ask('/v1/conversations')).json();
    expect(data).toMatchObject([{ id: answer.conversationId }]);
    const read = await (await ask(`/v1/conversations/${answer.conversationId}`)).json();
    expect(read.messages).toHaveLength(2);
    const other = (await makeKey(tenant.ctx)).text;
    const path = `/v1/conversations/${answer.conversationId}`;
    expect((await ask(path, {}, other)).status).toBe(404);
    expect((await ask(path, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(path)).status).toBe(404);
  });

  it('stream as named events', async () => {
    const response = await post('/v1/answers', { ...QUESTION, stream: true });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    const names = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(names[0]).toBe('started');
    expect(names.at(-1)).toBe('done');
  });

  it('are given once for an idempotency key', async () => {
    const named = { 'idempotency-key': 'invoice-7' };
    const [first, second] = [
      await (await post('/v1/answers', QUESTION, named)).json(),
      await post('/v1/answers', QUESTION, named),
    ];
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await second.json()).toEqual(first);
    const other = await post('/v1/answers', { question: 'And sick leave?' }, named);
    expect([other.status, (await other.json()).code]).toEqual([409, 'conflict']);
    const [calls] = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ n: bigint }>(
        'select count(*) as n from ledger_entry where tenant_id = :tenant and output_tokens > 0',
      ),
    );
    expect(Number(calls?.n)).toBe(1);
    const theirs = await makeTenant('enterprise');
    key = (await makeKey(theirs.ctx)).text;
    const foreign = await post('/v1/answers', QUESTION, named);
    expect(foreign.headers.get('idempotency-replayed')).toBeNull();
  });

  it.each([
    ['that cannot be read', '/v1/answers', '{', 400],
    ['that is given again', '/v1/answers', JSON.stringify(QUESTION), 200],
    ['for a stream with a name', '/v1/answers', JSON.stringify({ ...QUESTION, stream: true }), 400],
    ['for nothing that there is', '/v1/nothing', '{}', 404],
  ])('count each attempt as a request: one %s', async (_, path, body, expected) => {
    const open = { burstPerSecond: null, tokensPerMinute: null, inFlight: null };
    const limited = await makeKey(tenant.ctx, { limits: { ...open, requestsPerMinute: 3 } });
    const headers = { 'idempotency-key': 'again' };
    const statuses = [];
    for (let i = 0; i < 4; i += 1)
      statuses.push((await ask(path, { method: 'POST', body, headers }, limited.text)).status);
    expect(statuses).toEqual([expected, expected, expected, 429]);
  });

  it('of two requests with one name are made by one', async () => {
    const named = { 'idempotency-key': 'twice' };
    const both = await Promise.all([
      post('/v1/answers', QUESTION, named),
      post('/v1/answers', QUESTION, named),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('documents', () => {
  it('are uploaded as a body or as a form, listed in pages and deleted', async () => {
    const raw = await ask('/v1/documents?name=Harbour%20rules.txt', {
      method: 'POST',
      body: 'Boats moor at the quay.',
      headers: { 'content-type': 'text/plain' },
    });
    expect(raw.status).toBe(201);
    const { document } = await raw.json();
    expect(document).toMatchObject({ name: 'Harbour rules.txt', createdBy: 'Test' });
    // Names of keys are for those who manage them.
    const member = await makeMember(tenant);
    const seen = [tenant.ctx, member.ctx].map((ctx) => getDocument(ctx, document.id));
    expect((await Promise.all(seen)).map(({ createdBy }) => createdBy)).toEqual(['Test', null]);
    const form = new FormData();
    form.set('file', new File(['The office opens at eight.'], 'Büro.txt', { type: 'text/plain' }));
    const formed = await ask('/v1/documents', { method: 'POST', body: form });
    expect([formed.status, (await formed.json()).document.name]).toEqual([201, 'Büro.txt']);

    const first = await (await ask('/v1/documents?limit=1')).json();
    expect(first.data).toHaveLength(1);
    const second = await (await ask(`/v1/documents?limit=1&cursor=${first.nextCursor}`)).json();
    expect(second.data[0].id).toBe(document.id);
    expect(second.nextCursor).toBeNull();

    expect((await ask(`/v1/documents/${document.id}`, { method: 'DELETE' })).status).toBe(204);
    const gone = await ask(`/v1/documents/${document.id}`);
    expect(gone.headers.get('content-type')).toBe('application/problem+json');
    expect(await gone.json()).toEqual({
      title: 'Not found.',
      status: 404,
      code: 'not_found',
      message: 'Not found.',
    });
  });

  it('say in which folder of the form they belong, in an id and no more, and are another request in another', async () => {
    const upload = (folder: string) => {
      const body = new FormData();
      body.set('folder', folder);
      body.set('file', new File(['Boats moor here.'], 'Quay.txt', { type: 'text/plain' }));
      const headers = { 'idempotency-key': 'upload-1' };
      return ask('/v1/documents', { method: 'POST', body, headers });
    };
    const [first, second] = [
      await createFolder(tenant.ctx, { name: 'One' }),
      await createFolder(tenant.ctx, { name: 'Two' }),
    ];
    const long = await upload('x'.repeat(100_000));
    expect([long.status, (await long.json()).message]).toEqual([
      400,
      'The field "folder" is the id of a folder.',
    ]);
    const statuses = [];
    for (const { id } of [first, first, second]) statuses.push((await upload(id)).status);
    expect(statuses).toEqual([201, 201, 409]);
  });

  it('cut off, too large or over a quota leave nothing behind, and are told before the body where that is known', async () => {
    const originals = () =>
      readdir(dataPath('objects', tenantKeys(tenant.ctx).namespace('objects'), 'original')).catch(
        () => [],
      );
    const limit = (await policyOf(tenant.ctx)).maxUploadBytes;
    const send = (pieces: AsyncIterable<Uint8Array>, headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const outgoing = request(`${api.url}/v1/documents?name=a.txt`, {
          method: 'POST',
          headers: { 'x-api-key': key, ...headers },
        });
        outgoing.on('response', (response) => {
          resolve(response.statusCode ?? 0);
          response.resume();
        });
        outgoing.on('error', reject);
        outgoing.flushHeaders();
        pipeline(Readable.from(pieces), outgoing).catch(() => undefined);
      });
    async function* endless() {
      const piece = Buffer.alloc(1024 * 1024, 'x');
      for (let sent = 0; sent <= limit + 4 * piece.length; sent += piece.length) yield piece;
    }
    expect(await send(endless(), {})).toBe(413);
    async function* never() {
      await new Promise(() => undefined);
      yield Buffer.from('');
    }
    expect(await send(never(), { 'content-length': String(limit + 1) })).toBe(413);
    async function* half() {
      yield Buffer.alloc(1024, 'x');
      throw new Error('cut off');
    }
    await expect(send(half(), { 'content-length': '4096' })).rejects.toThrow();
    await inFlightDone();
    await asSuperuser(
      `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
       select tenant_id, version + 1, manifest || '{"storedBytes": 1}', reason, author_id, now()
       from policy_version where tenant_id = $1`,
      [tenant.ctx.tenantId],
    );
    const fresh = await verifyTenantSession(tenant.session, tenant.slug);
    key = (await makeKey(fresh)).text;
    expect(await send(never(), { 'content-length': '2' })).toBe(409);
    expect(await originals()).toEqual([]);
  });

  it('take back a cursor of this workspace and this listing alone', async () => {
    for (const name of ['a', 'b'])
      await ask(`/v1/documents?name=${name}.txt`, { method: 'POST', body: `Text ${name}.` });
    const { nextCursor } = await (await ask('/v1/documents?limit=1')).json();
    expect((await ask(`/v1/audit?cursor=${nextCursor}`)).status).toBe(400);
    const forged = Buffer.from(`${Date.now()}.${newId()}`).toString('base64url');
    expect((await ask(`/v1/documents?cursor=${forged}`)).status).toBe(400);
    const theirs = (await makeKey((await makeTenant()).ctx)).text;
    expect((await ask(`/v1/documents?cursor=${nextCursor}`, {}, theirs)).status).toBe(400);
  });
});

describe('the workspace', () => {
  it('tells its usage and its audit log in pages', async () => {
    await post('/v1/messages', {
      model: 'claude-haiku-5-5',
      max_tokens: 50,
      messages: [{ role: 'user', content: 'Hello' }],
    });
    const usage = await (await ask('/v1/usage?by=feature')).json();
    expect(usage.data).toMatchObject([{ key: 'messages', requests: 1 }]);
    const audit = await (await ask('/v1/audit')).json();
    expect(audit.data.map((entry: { action: string }) => entry.action)).toContain('key.create');
  });

  it('hears that its model is broken before anything is held', async () => {
    const model = 'claude-haiku-5-5';
    const upstream = upstreamOf(await platformAccount(), model);
    const { tenantId } = tenant.ctx;
    for (let i = 0; i < 5; i += 1)
      upstream.enter({ tenantId, streamed: true }).ended('upstream_failed');
    const body = { model, max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] };
    const { status, headers } = await post('/v1/messages', body);
    expect([status, headers.get('retry-after')]).toEqual([503, '10']);
    const held = await withTenantSql(tenant.ctx, (sql) =>
      sql('select id from request where tenant_id = :tenant'),
    );
    expect(held).toEqual([]);
  });

  it('lets a key do what its scopes name and nothing else', async () => {
    const reader = (await makeKey(tenant.ctx, { scopes: ['documents:read'] })).text;
    expect((await ask('/v1/documents', {}, reader)).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/v1/documents'],
      ['POST', '/v1/answers'],
      ['POST', '/v1/messages'],
      ['GET', '/v1/conversations'],
      ['GET', '/v1/usage'],
      ['GET', '/v1/audit'],
    ] as const)
      expect([path, (await ask(path, { method }, reader)).status]).toEqual([path, 403]);
  });

  it('hears of what is wrong in a request before anything is done', async () => {
    expect((await ask('/v1/nothing')).status).toBe(404);
    expect((await fetch(`${api.url}/v1/documents`)).status).toBe(401);
    const broken = await ask('/v1/answers', { method: 'POST', body: '{' });
    expect([broken.status, (await broken.json()).message]).toEqual([
      400,
      'The body is not valid JSON.',
    ]);
    const large = await post('/v1/answers', { question: 'x'.repeat(2_000_000) });
    expect(large.status).toBe(413);
    expect((await (await fetch(`${api.url}/v1/openapi.json`)).json()).openapi).toBe('3.1.0');
  });
});
