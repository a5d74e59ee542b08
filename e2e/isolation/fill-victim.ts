import { createFolder } from '@/lib/documents/folders/create-folder';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { setGroupMembers } from '@/lib/documents/groups/set-group-members';
import { createTag } from '@/lib/documents/tags/create-tag';
import { beginUpload } from '@/lib/documents/uploads/begin-upload';
import { plantNotifications } from '@/lib/security/self-test/plant-notifications';
import { fillEmptyTables } from './matrix/fill-tables';
import type { World } from './world';

/** A row of the victim in every table with a tenant: where there is none, an attack has nothing to find. */
export async function fillVictim({ victim }: World, tables: readonly string[]): Promise<void> {
  const { ctx, ids } = victim;
  const groupIds = ids.get('user_group') ?? [];
  for (const id of groupIds) await setGroupMembers(ctx, { id, memberIds: [ctx.principal.id] });
  const { id } = await createFolder(ctx, { name: 'Of a group' });
  await setFolderAudience(ctx, { id, audience: 'groups', groupIds });
  // What a page or route opens has to be what the product made.
  await createTag(ctx, { name: 'Of the victim' });
  await beginUpload(ctx, { name: 'Unfinished.txt', mediaType: '', bytes: 100 });
  await plantNotifications(ctx, 'of-the-victim');
  await fillEmptyTables(ctx, tables);
}
