import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { changes, knowsNobody } from './action-attempts';
import { asOwner, putRow } from './fill-tables';
import { inTurn } from './in-turn';
import { type PathEntry, ROWS } from './path';
import { page } from './read-attempts';
import type { MatrixScene } from './scene';
import { makeFolder } from './throw-away';

const PEOPLE = 'lib/people/actions.ts';
const LEAVING = 'lib/leaving/actions.ts';
const FAR = '2999-01-01T00:00:00Z';
const leavePage = page(ROWS, () => '/leave');

/** How workspaces and memberships end, and what is put back. */
export const LEAVING_PATHS: Record<string, PathEntry> = {
  [`action ${LEAVING}#beginLeaveAction`]: {
    withoutLocks:
      'begins the end of the workspace of its own context, for a confirmed session; takes no id of a row',
  },
  [`action ${PEOPLE}#leaveWorkspaceAction`]: {
    withoutLocks: 'ends the membership of the context’s own person, and takes no id of a row',
  },
  [`action ${PEOPLE}#stepDownAction`]: {
    withoutLocks: 'makes the context’s own person an admin, and takes no id of a row',
  },
  'page /t/[tenant]/leave': {
    ...leavePage,
    prepare: (scene) =>
      inTurn('leave', async () => {
        await makeLeave(scene);
        return leavePage.prepare(scene);
      }),
  },
  [`action ${LEAVING}#takeBackLeaveAction`]: {
    withoutLocks: 'takes back the end of the workspace of its own context; takes no id of a row',
  },
  ...Object.fromEntries([
    knowsNobody(`${PEOPLE}#makeOwnerAction`, (id) => ({ id })),
    changes('lib/documents/undo/actions.ts#putBackNamedAction', async (scene) => {
      const id = await makeFolder(scene);
      await asOwner('folder', (client) =>
        client.query('update folder set removed_at = $2 where id = $1', [id, FAR]),
      );
      return { table: 'folder', id, input: { kind: 'folder', id } };
    }),
  ]),
};

/** The victim's end far ahead: nothing carries it out. */
async function makeLeave({ victim, book }: MatrixScene): Promise<void> {
  await asOwner('tenant_leave', (client) =>
    client.query(
      `update tenant_leave set state = 'taken_back', ended_at = now() where state = 'waiting'`,
    ),
  );
  await putRow('tenant_leave', {
    ...{ tenant_id: victim.ctx.tenantId, id: newId(), asked_by: victim.ctx.principal.id },
    ...{ asked_at: now(), ends_at: FAR, days: 14, state: 'waiting' },
    reason: `Because ${book.plant('victim', 'reason of the end of a workspace')}`,
  });
}
