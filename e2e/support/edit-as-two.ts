import { editPolicy } from '@/lib/console/edit-policy';
import type { EditPolicy } from '@/lib/console/policy/schema';
import { decideChange } from '@/lib/policies/decide-change';
import { makePlatformPerson } from './make-platform-person';

/** Edits a policy as an operator, and approves that as another one where it goes beyond the bounds. */
export async function editAsTwo(edit: EditPolicy): Promise<void> {
  const { change, state } = await editPolicy(await makePlatformPerson('operator'), edit);
  if (state !== 'waiting') return;
  const second = await makePlatformPerson('operator');
  await decideChange(second, { id: change, approve: true, reason: edit.reason });
}
