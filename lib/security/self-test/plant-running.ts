import type { AnswerEvent } from '@/lib/chat/schema';
import { newId } from '@/lib/ids';
import { tenantStreams } from '@/lib/kv/tenant-streams';
import type { TenantContext } from '@/lib/tenancy/context';

/** The stream of an answer that has just ended, the word in it. Returns its id. */
export async function plantRunning(ctx: TenantContext, word: string): Promise<string> {
  const id = newId();
  const event: AnswerEvent = { type: 'text', text: word };
  const writer = await tenantStreams(ctx).begin(id, () => {});
  writer?.write(JSON.stringify(event));
  writer?.end();
  return id;
}
