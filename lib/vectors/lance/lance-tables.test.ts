import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { newId } from '@/lib/ids';
import { alongAxis } from '../made-rows.test-suite';
import { lanceTable } from './lance-tables';

const home = mkdtempSync(path.join(os.tmpdir(), 'tenantry-tables-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const rowOf = () => ({
  id: newId(),
  tenant_id: newId(),
  chunk_id: newId(),
  document_id: newId(),
  folder_id: newId(),
  vector: alongAxis(0),
});

it('closes the least recently used and none that is busy, and opens again what it closed', async () => {
  const first = lanceTable(path.join(home, 'first'), false);
  await first.write((table) => table.add([rowOf()]));
  const busy = lanceTable(path.join(home, 'busy'), false);
  let closedMeanwhile: boolean | undefined;
  await busy.write(async (table) => {
    for (let other = 0; other < 600; other++) lanceTable(path.join(home, `${other}`), false);
    closedMeanwhile = !table.isOpen();
  });
  expect(closedMeanwhile).toBe(false);
  expect(lanceTable(path.join(home, 'busy'), false)).toBe(busy);
  expect(lanceTable(path.join(home, 'first'), false)).not.toBe(first);
  expect(await first.read((table) => table.countRows())).toBe(1);
  await first.close();
});

it('keeps an index of whose rows are whose in a table that tenants share', async () => {
  const table = lanceTable(path.join(home, 'shared'), true);
  for (let write = 0; write < 16; write++)
    await table.write((open) => open.add([{ ...rowOf(), space: 'a' }]));
  const indexes = await table.read((open) => open.listIndices());
  expect(indexes?.map((index) => index.columns)).toEqual([['space']]);
  expect(await table.read((open) => open.countRows("space = 'a'"))).toBe(16);
  await table.close();
});
