import { expect, it } from 'vitest';
import { witnessOf } from '@/components/audit/verify/witness';
import type { LogProofs } from '@/lib/audit/proofs/schema';
import { makeWitness } from './make-witness';

it('is believed by a browser that has its key, for the note that it signed alone', async () => {
  const note =
    'tenantry-audit/a-log\n3\nAAAA\ntime 2026-09-01T00:00:00Z\n\n— tenantry-audit AAAA\n';
  const ours = makeWitness();
  const of = (line: string, key = ours.key, checkpoint: string | null = note) =>
    witnessOf({ checkpoint, witness: { key, line } } as LogProofs);
  expect(await of(ours.line(note))).toBe('example.org/witness');
  expect(
    await Promise.all([
      of('an answer of before'),
      of(ours.line(note), makeWitness().key),
      of(makeWitness().line(note)),
      of(ours.line('another note\n\n')),
      of(ours.line(note), ours.key, null),
    ]),
  ).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
