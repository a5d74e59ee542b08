import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { ownDataDirectory } from '@/e2e/support/own-data-directory';
import { closePools } from '@/lib/db/pools';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { checkKeys } from './check-keys';
import { keyDirectory } from './key-directory';
import { keyVersions } from './key-files';
import { forgetKeyRing } from './key-rings';
import { tenantKeyFileNames } from './tenant-key-files';

let undo: () => void;
beforeEach(() => {
  undo = ownDataDirectory();
});
afterEach(() => undo());
afterAll(closePools);

function lose(tenantId: string): void {
  for (const name of tenantKeyFileNames(tenantId)) fs.rmSync(path.join(keyDirectory(), name));
  forgetKeyRing(tenantId);
}

it('gives keys to who keeps nothing, and raises an alarm for who has lost them', async () => {
  const [empty, full] = [await makeTenant(), await makeTenant()];
  await createFolder(full.ctx, { name: 'Named' });
  lose(empty.ctx.tenantId);
  lose(full.ctx.tenantId);
  const missing = await checkKeys();
  expect(missing).toContain(full.ctx.tenantId);
  expect(missing).not.toContain(empty.ctx.tenantId);
  expect(keyVersions(full.ctx.tenantId)).toEqual([]);
  expect(keyVersions(empty.ctx.tenantId)).toMatchObject([{ version: 1, state: 'active' }]);
});
