import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { newWorkspace } from '../support/new-workspace';

/** The company's own system, and what it was asked. */
async function ordersSystem() {
  const heard: { line: string; secret: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      heard.push({
        line: `${request.method} ${request.url}`,
        secret: request.headers['x-orders-key']?.toString(),
        body,
      });
      response.setHeader('content-type', 'application/json');
      response.end('{"state":"handed to the harbour pilot"}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { heard, origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function describeTool(page: Page, name: string, method: string, address: string) {
  await page.getByRole('button', { name: 'Add a tool' }).click();
  const editor = page.getByRole('dialog');
  await editor.getByLabel('Name', { exact: true }).fill(name);
  await editor.getByLabel('What it is for').fill('The state of an order by its number.');
  await editor.getByLabel('Method').click();
  await page.getByRole('option', { name: method, exact: true }).click();
  await editor.getByLabel('Address').fill(address);
  await editor.getByLabel('Header of the secret').fill('X-Orders-Key');
  await editor.getByLabel('Secret', { exact: true }).fill('a key of the orders');
  return editor;
}

const newChat = async (page: Page) => {
  await page.getByRole('link', { name: 'New chat' }).first().click();
  await expect(page.getByRole('heading', { name: /^Good to see you/ })).toBeVisible();
};

test('an assistant is given a name and tools, and asks before it changes something', async ({
  page: operator,
  browser,
}) => {
  test.setTimeout(240_000);
  const orders = await ordersSystem();
  await signInAs(operator, 'platform operator');
  const { owner } = await newWorkspace(operator, browser, 'Marram Freight');
  const versions = owner.getByRole('list', { name: 'Versions of the assistant' });
  const answer = owner.getByRole('article', { name: 'Answer' }).last();

  await test.step('nothing is offered until it is switched on', async () => {
    await ask(owner, 'What did we spend this week?');
    await expect(answer).toContainText('I found nothing about this');
  });

  await test.step('name, models and tools are chosen', async () => {
    await owner.getByRole('link', { name: 'Assistant', exact: true }).click();
    await owner.getByLabel('Name of the assistant').fill('Mira');
    await owner.getByLabel('List documents').check();
    await owner.getByLabel('Usage questions').check();
    await owner.getByLabel('Own tools', { exact: true }).check();
    await owner.getByLabel('Hosts that own tools may call').fill('no host!');
    await owner.getByRole('button', { name: 'Save name, models and tools' }).click();
    await expect(owner.getByText(/^Line 1: Write hosts/)).toBeVisible();
    await owner.getByLabel('Hosts that own tools may call').fill('127.0.0.1');
    await owner.getByRole('button', { name: 'Save name, models and tools' }).click();
    await expect(versions.getByText('Version 1')).toBeVisible();
  });

  await test.step('a tool is described, its faults are told by field, and it is tried', async () => {
    const editor = await describeTool(
      owner,
      'order_state',
      'GET',
      `${orders.origin}/orders/{number}`,
    );
    await editor.getByRole('button', { name: 'Save tool' }).click();
    await expect(editor.getByText('{number} is no property of the input.')).toBeVisible();
    await editor.getByLabel('Address').fill(`${orders.origin}/orders/{order}`);
    await editor.getByLabel('Input of the try').fill('{"order":"17"}');
    await editor.getByRole('button', { name: 'Call it now' }).click();
    await expect(editor.getByText('handed to the harbour pilot')).toBeVisible();
    await checkPage(owner);
    await editor.getByRole('button', { name: 'Save tool' }).click();
    await expect(owner.getByRole('list', { name: 'Own tools' })).toContainText('order_state');
    expect(orders.heard).toEqual([
      { line: 'GET /orders/17', secret: 'a key of the orders', body: '' },
    ]);
    const writes = await describeTool(
      owner,
      'cancel_order',
      'POST',
      `${orders.origin}/orders/{order}/cancel`,
    );
    await writes.getByRole('button', { name: 'Save tool' }).click();
    await expect(owner.getByRole('list', { name: 'Own tools' })).toContainText('Asks first');
    await checkPage(owner);
  });

  await test.step('spend is told from the ledger, under the name of the assistant', async () => {
    await owner.getByRole('link', { name: 'Chat', exact: true }).click();
    await newChat(owner);
    await ask(owner, 'What did we spend this week?');
    await expect(answer).toContainText('In all from');
    await expect(owner.getByText('Mira', { exact: true })).toBeVisible();
  });

  const card = owner.getByRole('region', { name: 'Allow “cancel_order”?' });
  await test.step('what changes something waits for its person, also over a reload', async () => {
    orders.heard.length = 0;
    await newChat(owner);
    await ask(owner, 'cancel_order {"order":"17"}');
    await expect(card).toContainText(`POST ${orders.origin}/orders/17/cancel`);
    await expect(owner).toHaveURL(/\/c\/[0-9a-f-]{36}/);
    await owner.reload();
    await expect(card).toContainText('"order": "17"');
    await checkPage(owner);
    expect(orders.heard).toEqual([]);
    await card.getByRole('button', { name: 'Allow' }).focus();
    await owner.keyboard.press('Enter');
    await expect(answer).toContainText('handed to the harbour pilot');
    expect(orders.heard.map(({ line }) => line)).toEqual(['POST /orders/17/cancel']);
  });

  await test.step('why it is so names the call, and who allowed it', async () => {
    await owner.getByRole('button', { name: 'Why this answer' }).last().click();
    const why = owner.getByRole('dialog', { name: 'Why this answer' });
    await expect(why).toContainText('cancel_order');
    await expect(why).toContainText('Allowed by the asker');
    await owner.keyboard.press('Escape');
  });

  await test.step('what is denied is not called, and the answer goes on', async () => {
    await newChat(owner);
    await ask(owner, 'cancel_order {"order":"18"}');
    await card.getByRole('button', { name: 'Deny' }).click();
    await expect(answer).toContainText('did not allow this call');
    expect(orders.heard).toHaveLength(1);
  });

  await test.step('history leads back to when there was no tool', async () => {
    await owner.getByRole('link', { name: 'Assistant', exact: true }).click();
    await versions.getByText('Version 1', { exact: true }).click();
    await versions.getByRole('button', { name: 'Restore version 1' }).click();
    await owner.getByRole('alertdialog').getByRole('button', { name: 'Restore' }).click();
    await expect(owner.getByText('No tools of your own')).toBeVisible();
  });
  orders.close();
});
