import { afterEach, expect, it, vi } from 'vitest';
import { AppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { moveDocument } from '../move-document';
import { changeDocuments } from './change-documents';

vi.mock('../move-document', () => ({ moveDocument: vi.fn() }));
afterEach(() => vi.mocked(moveDocument).mockReset());

const away = () => new AppError('store_unavailable', 'The database is away.');
const ids = [newId(), newId(), newId(), newId()] as const;
const move = () =>
  changeDocuments({} as TenantContext, {
    ids: [...ids],
    change: { kind: 'move', folderId: newId() },
  });

it('names what was changed before the store went away, and the rest with the reason', async () => {
  vi.mocked(moveDocument)
    .mockResolvedValueOnce()
    .mockRejectedValueOnce(new AppError('not_found', 'Not found.'))
    .mockRejectedValueOnce(away());
  const { done, failed } = await move();
  expect(done).toEqual([ids[0]]);
  expect(failed.map(({ id }) => id)).toEqual(ids.slice(1));
  expect(failed.at(0)?.message).toBe('It is not there any more.');
  expect(failed.slice(1).map(({ message }) => message)).toEqual([
    'The database is away.',
    'The database is away.',
  ]);
  expect(moveDocument).toHaveBeenCalledTimes(3);
});

it('says a failure that nobody expected in general words', async () => {
  vi.mocked(moveDocument).mockResolvedValueOnce().mockRejectedValueOnce(new Error('secret 4711'));
  const { failed } = await move();
  expect(failed).toHaveLength(3);
  expect(JSON.stringify(failed)).not.toContain('4711');
});

it('throws where nothing was changed yet', async () => {
  vi.mocked(moveDocument).mockRejectedValueOnce(away());
  await expect(move()).rejects.toMatchObject({ code: 'store_unavailable' });
});
