import { newId } from '@/lib/ids';
import { CONTENT, FIGURES, type GuardedPath } from './path';
import type { MatrixScene } from './scene';
import { folderOf, makeUpload } from './throw-away';

const ABSENT = 404;

/** Uploads that go on where they stopped: one of the victim, named by its id. */
export const UPLOAD_PATHS: Record<string, GuardedPath> = {
  'route GET /api/t/[tenant]/uploads': {
    locks: CONTENT,
    entered: true,
    async prepare(scene) {
      await makeUpload(scene);
      const address = `/api/t/${scene.attacker.slug}/uploads`;
      return async () => scene.foundInTenant(await scene.double.request(address));
    },
  },
  'route POST /api/t/[tenant]/uploads': {
    locks: FIGURES,
    entered: true,
    prepare: (scene) => async () => {
      const { status } = await scene.double.request(`/api/t/${scene.attacker.slug}/uploads`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: `${newId()}.txt`, bytes: 10, folderId: folderOf(scene) }),
      });
      return status === ABSENT ? undefined : `the folder of the victim is known: ${status}`;
    },
  },
  'route PATCH /api/t/[tenant]/uploads/[id]': knowsNone((scene, address) =>
    scene.double.request(address, {
      method: 'PATCH',
      headers: { 'upload-offset': '0' },
      body: 'attack',
    }),
  ),
  'route POST /api/t/[tenant]/uploads/[id]': knowsNone((scene, address) =>
    scene.double.request(address, { method: 'POST' }),
  ),
};

function knowsNone(
  ask: (scene: MatrixScene, address: string) => Promise<{ status: number }>,
): GuardedPath {
  return {
    // The row carries its tenant; what it is answered with is a status.
    locks: ['handle', 'store', 'assertion'],
    entered: true,
    async prepare(scene) {
      const id = await makeUpload(scene);
      return async () => {
        const { status } = await ask(scene, `/api/t/${scene.attacker.slug}/uploads/${id}`);
        return status === ABSENT || status >= 500 ? undefined : `it is known: ${status}`;
      };
    },
  };
}
