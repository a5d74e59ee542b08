import { log } from '@/lib/log';

const TIMEOUT_MS = 5_000;
const LONGEST_ANSWER = 4_000;
const CONFLICT = 409;

/** What a witness said to a checkpoint. */
export type WitnessAnswer =
  /** It has what came, maybe with its cosignature. */
  | { kind: 'taken'; text: string }
  /** It saw the log up to another size, and wants the proof from there. */
  | { kind: 'elsewhere'; size: number }
  | { kind: 'refused' }
  /** Nobody listens. */
  | { kind: 'away' };

/** C2SP's tlog-witness, add-checkpoint: the size that it starts from, the proof from there, an empty line, the checkpoint. */
export async function addCheckpoint(
  prefix: string,
  { from, proof, note }: { from: number; proof: readonly Buffer[]; note: string },
): Promise<WitnessAnswer> {
  const lines = [`old ${from}`, ...proof.map((hash) => hash.toString('base64')), '', note];
  try {
    const response = await fetch(`${prefix.replace(/\/+$/, '')}/add-checkpoint`, {
      method: 'POST',
      body: lines.join('\n'),
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.ok || response.status === CONFLICT) {
      const text = await shortText(response);
      if (text === undefined) return { kind: 'refused' };
      return response.ok ? { kind: 'taken', text } : elsewhere(text);
    }
    await response.body?.cancel();
    return { kind: 'refused' };
  } catch (error) {
    log.warn({ err: (error as Error).message }, 'the witness could not be asked');
    return { kind: 'away' };
  }
}

function elsewhere(text: string): WitnessAnswer {
  const [, size] = /^(0|[1-9]\d{0,15})\n?$/.exec(text) ?? [];
  return size === undefined ? { kind: 'refused' } : { kind: 'elsewhere', size: Number(size) };
}

/** Undefined for what is longer than any answer that counts. */
async function shortText(response: Response): Promise<string | undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (text.length > LONGEST_ANSWER) return undefined;
  }
  return text;
}
