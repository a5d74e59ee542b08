import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isConsistent } from '@/components/audit/verify/merkle';
import { openCheckpoint } from '@/lib/audit/checkpoints/note';
import { publicKeys } from '@/lib/audit/checkpoints/signing-keys';
import { makeWitness } from './make-witness';

interface Seen {
  size: number;
  root: Buffer;
}

export interface Submitted {
  from: number;
  proof: Buffer[];
  note: string;
}

export interface WitnessReply {
  status: number;
  body: string;
}

/** What came to add-checkpoint of C2SP’s tlog-witness; undefined for what is none. */
export function readSubmission(body: string): Submitted | undefined {
  const end = body.indexOf('\n\n');
  const [first = '', ...proof] = body.slice(0, end).split('\n');
  const [, from] = /^old (0|[1-9]\d*)$/.exec(first) ?? [];
  if (end < 0 || from === undefined || proof.length > 63) return undefined;
  const hashes = proof.map((line) => Buffer.from(line, 'base64'));
  if (hashes.some((hash, n) => hash.length !== 32 || hash.toString('base64') !== proof[n]))
    return undefined;
  return { from: Number(from), proof: hashes, note: body.slice(end + 2) };
}

/**
 * A witness of C2SP over HTTP: it signs what continues the checkpoint of the log that it signed last, and nothing else.
 * `before` answers in its place where it returns something.
 */
export async function startWitness(
  before: (submitted: Submitted) => WitnessReply | undefined = () => undefined,
) {
  const ours = makeWitness();
  const seen = new Map<string, Seen>();
  const heard: (Submitted & { status: number })[] = [];
  const judge = async (submitted: Submitted | undefined): Promise<WitnessReply> => {
    if (!submitted) return { status: 400, body: '' };
    const reply = before(submitted);
    if (reply) return reply;
    const { from, proof, note } = submitted;
    const checkpoint = openCheckpoint(note, await publicKeys());
    if (!checkpoint) return { status: 403, body: '' };
    const { logId, size, root } = checkpoint;
    if (from > size) return { status: 400, body: '' };
    const last = seen.get(logId);
    if (from !== (last?.size ?? 0)) return { status: 409, body: `${last?.size ?? 0}\n` };
    if (last ? !(await continues(last, { size, root }, proof)) : proof.length > 0)
      return { status: 422, body: '' };
    seen.set(logId, { size, root });
    return { status: 200, body: `${ours.line(note)}\n` };
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const isAsked = request.method === 'POST' && request.url === '/log/add-checkpoint';
    const submitted = readSubmission(body);
    const reply = isAsked ? await judge(submitted) : { status: 404, body: '' };
    if (submitted) heard.push({ ...submitted, status: reply.status });
    const type = reply.status === 409 ? 'text/x.tlog.size' : 'text/plain';
    response.writeHead(reply.status, { 'content-type': type }).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...ours,
    /** Its submission prefix. */
    url: `http://127.0.0.1:${port}/log/`,
    seen,
    /** All that came, with what was answered. */
    heard,
    /** Of one log. */
    heardOf: (logId: string) =>
      heard.filter(({ note }) => note.startsWith(`tenantry-audit/${logId}\n`)),
    stop: () => server.close(),
  };
}

function continues(older: Seen, newer: Seen, proof: readonly Buffer[]): Promise<boolean> {
  const head = ({ size, root }: Seen) => ({ size, root: Uint8Array.from(root) });
  return isConsistent(
    head(older),
    head(newer),
    proof.map((hash) => Uint8Array.from(hash)),
  );
}
