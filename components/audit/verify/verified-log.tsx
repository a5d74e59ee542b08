'use client';

import { createContext, type ReactNode, use, useState } from 'react';
import type { AuditFacts, AuditPayload } from '@/lib/audit/proofs/schema';
import { type Checking, useCheckedLogs } from './use-checked-logs';

interface Verified {
  checking: Checking;
  /** Forgets what this browser saw of the log, and checks anew. */
  forget(logId: string): void;
}

const VerifiedContext = createContext<Verified | null>(null);

interface VerifiedLogProps {
  /** The route that gives proofs. */
  path: string;
  entries: readonly (AuditFacts & AuditPayload)[];
  children: ReactNode;
}

/** Has this browser prove what is shown inside. */
export function VerifiedLog({ path, entries, children }: VerifiedLogProps) {
  const [round, setRound] = useState(0);
  const checking = useCheckedLogs(path, entries, round);
  const forget = (logId: string) => {
    localStorage.removeItem(`tenantry.audit.${logId}`);
    setRound(round + 1);
  };
  return <VerifiedContext value={{ checking, forget }}>{children}</VerifiedContext>;
}

export function useVerified(): Verified {
  const verified = use(VerifiedContext);
  if (!verified) throw new Error('This is shown inside of a VerifiedLog.');
  return verified;
}
