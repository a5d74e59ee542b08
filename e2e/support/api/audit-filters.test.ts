import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeKey } from '@/e2e/support/make-key';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { type ApiServer, startApiServer } from './api-server';

let api: ApiServer;
let tenant: MadeTenant;
let key: string;
beforeAll(async () => {
  api = await startApiServer();
  tenant = await makeTenant();
  key = (await makeKey(tenant.ctx)).text;
});
afterAll(async () => {
  await api.stop();
  await closePools();
});

const audit = (query: string) =>
  fetch(`${api.url}/v1/audit?${query}`, { headers: { authorization: `Bearer ${key}` } });

it.each(['actor=nobody', 'actor=0000', 'actor=', 'action=Key%20made', `action=${'a'.repeat(65)}`])(
  'refuses the filter %s of the audit log, which it cannot mean',
  async (query) => {
    const response = await audit(query);
    expect([response.status, (await response.json()).code]).toEqual([400, 'invalid_input']);
  },
);

it('filters the audit log by who acted and by what was done', async () => {
  const actions = async (query: string) => {
    const { data } = await (await audit(query)).json();
    return data.map(({ action }: { action: string }) => action);
  };
  const { id } = tenant.ctx.principal;
  expect(await actions(`actor=${id}&action=key.create`)).toEqual(['key.create']);
  expect(await actions('actor=user&action=key.create')).toEqual(['key.create']);
  expect(await actions('actor=worker&action=key.create')).toEqual([]);
});
