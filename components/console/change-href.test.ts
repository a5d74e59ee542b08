import { expect, it } from 'vitest';
import { changeHref } from './change-href';

const tenant = { id: 't', name: 'Acme' };

it.each([
  ['policy.edit', tenant, { version: 7 }, '/console/tenants/t#version-7'],
  ['policy.edit', tenant, { basedOn: 6 }, '/console/tenants/t#version-7'],
  ['policy.edit', tenant, { basedOn: 6, startsAt: 'x', change: 'c' }, '/console/policies#change-c'],
  [
    'policy.edit',
    tenant,
    { basedOn: 6, startsAt: null, change: 'c' },
    '/console/tenants/t#version-7',
  ],
  ['policy.view', tenant, null, '/console/tenants/t'],
  ['plan.change', tenant, { version: 3 }, '/console/tenants/t#version-3'],
  ['quota.decide', tenant, { version: null }, undefined],
  ['persona.change', tenant, { version: 2 }, undefined],
  ['policy.approve', null, { change: 'c' }, '/console/policies#change-c'],
  ['plan.edit', null, { plan: 'free' }, undefined],
  ['plan.edit', null, { plan: 'free', basedOn: 2 }, '/console/policies#free-version-3'],
  ['plan.edit', null, { plan: 'free', basedOn: 2, change: 'c' }, '/console/policies#change-c'],
  ['plan.begin', null, { plan: 'free', version: null, change: 'c' }, '/console/policies#change-c'],
  ['plan.end', null, { plan: 'free', version: 4 }, '/console/policies#free-version-4'],
  ['switch.off', null, { change: 'c' }, undefined],
])('%s of %o with %o is seen at its page', (action, whose, detail, href) => {
  expect(changeHref({ action, tenant: whose, detail })).toBe(href);
});
