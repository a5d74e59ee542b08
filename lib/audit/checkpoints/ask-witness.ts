import { clock } from '@/lib/clock';
import { keepWitness, unwitnessed } from '@/lib/db/audit-trees';
import { env } from '@/lib/env';
import { log } from '@/lib/log';
import { cosignatureIn } from './cosignature';

const TIMEOUT_MS = 5_000;
const LONGEST_ANSWER = 4_000;
/** Older ones are covered by a younger one. */
const SINCE_MS = 86_400_000;

/**
 * Shows each log's newest checkpoint to the witness of the installation, when there is one, and keeps its cosignature, which
 * proves that nobody was shown another log. Nothing else that it answers is kept: it is asked again, and what it refuses of one
 * log holds no other log up. Where nobody listens the round ends. Whether all of them are signed.
 */
export async function askWitness(
  url = env.TENANTRY_AUDIT_WITNESS_URL,
  key = env.TENANTRY_AUDIT_WITNESS_KEY,
): Promise<boolean> {
  if (!url || !key) return true;
  let isSigned = true;
  for (const { logId, size, note } of await unwitnessed(new Date(clock().now() - SINCE_MS))) {
    const answer = await answerOf(url, note);
    if (answer === undefined) return false;
    const line = answer && cosignatureIn(answer, note, key);
    if (line) await keepWitness(logId, size, line);
    else {
      isSigned = false;
      log.warn({ log: logId }, 'the witness did not sign a checkpoint');
    }
  }
  return isSigned;
}

/** Null where the witness refused; undefined where it cannot be asked now. */
async function answerOf(url: string, note: string): Promise<string | null | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: note,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok) return await shortText(response);
    await response.body?.cancel();
    return null;
  } catch (error) {
    log.warn({ err: (error as Error).message }, 'the witness could not be asked');
    return undefined;
  }
}

/** What is longer is no signature. */
async function shortText(response: Response): Promise<string | null> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (text.length > LONGEST_ANSWER) return null;
  }
  return text;
}
