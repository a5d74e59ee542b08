import { proposeMove } from '@/lib/placement/propose-move';
import type { ProposeMove } from '@/lib/placement/schema';
import { decideChange } from '@/lib/policies/decide-change';
import type { PlatformContext } from '@/lib/tenancy/context';
import { makePlatformPerson } from './make-platform-person';

/** Proposes a move as this operator and approves it as another one. Returns the id of the change, which the move has too. */
export async function moveAsTwo(operator: PlatformContext, move: ProposeMove): Promise<string> {
  const { change } = await proposeMove(operator, move);
  const second = await makePlatformPerson('operator');
  await decideChange(second, { id: change, approve: true, reason: move.reason });
  return change;
}
