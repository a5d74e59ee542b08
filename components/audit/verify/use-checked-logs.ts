'use client';

import { useEffect, useState } from 'react';
import { readJson } from '@/components/documents/read-json';
import type { AuditFacts, AuditPayload, LogProofs } from '@/lib/audit/proofs/schema';
import { type CheckedLog, checkLog } from './check-log';
import { recall, remember } from './remembered';

export interface ShownLog extends CheckedLog {
  proofs: LogProofs;
  /** ISO 8601, of the checkpoint that this browser saw before; undefined at the first visit. */
  before: string | undefined;
}

export type Checking =
  | { state: 'checking' }
  /** The browser has no cryptography here: the page did not come by https. */
  | { state: 'unable' }
  | { state: 'failed' }
  | { state: 'checked'; logs: ShownLog[] };

type Entry = AuditFacts & AuditPayload;

/** A checkpoint comes within seconds of an entry. */
const AGAIN_MS = 4_000;
const MOST_TRIES = 15;

/** Proves the entries in this browser, and again while some wait for a checkpoint. `round`: another one begins anew. */
export function useCheckedLogs(path: string, entries: readonly Entry[], round: number): Checking {
  const [checking, setChecking] = useState<Checking>({ state: 'checking' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was remembered is read anew with each round.
  useEffect(() => {
    if (!globalThis.crypto?.subtle) return setChecking({ state: 'unable' });
    const ending = new AbortController();
    let timer: number | undefined;
    const check = async (tries: number): Promise<void> => {
      const next = await checkAll(path, entries, ending.signal).catch(
        (): Checking => ({ state: 'failed' }),
      );
      if (ending.signal.aborted) return;
      setChecking(next);
      if (tries > 0 && waits(next)) timer = window.setTimeout(() => check(tries - 1), AGAIN_MS);
    };
    check(MOST_TRIES);
    return () => {
      ending.abort();
      window.clearTimeout(timer);
    };
  }, [path, entries, round]);
  return checking;
}

function waits(checking: Checking): boolean {
  return (
    checking.state === 'checked' &&
    checking.logs.some((log) =>
      [...log.entries.values()].some((state) => state === 'waiting' || state === 'overdue'),
    )
  );
}

async function checkAll(
  path: string,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<Checking> {
  const logs: ShownLog[] = [];
  for (const [logId, own] of byLog(entries)) {
    const before = recall(logId);
    const query = new URLSearchParams([
      ['log', logId],
      ['seen', String(before?.size ?? 0)],
      ...own.map((entry) => ['entry', entry.id]),
    ]);
    const proofs = await readJson<LogProofs>(`${path}?${query}`, { signal });
    const checked = await checkLog(proofs, own, before);
    if (checked.state === 'good' && checked.seen) remember(logId, checked.seen);
    logs.push({ ...checked, proofs, before: before?.at });
  }
  return { state: 'checked', logs };
}

function byLog(entries: readonly Entry[]): Map<string, Entry[]> {
  const logs = new Map<string, Entry[]>();
  for (const entry of entries) logs.set(entry.logId, [...(logs.get(entry.logId) ?? []), entry]);
  return logs;
}
