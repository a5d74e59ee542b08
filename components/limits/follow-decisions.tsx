'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { useMeter } from './use-meter';

/** Seconds within which a decision is seen. */
const EVERY_MS = 5_000;

interface FollowDecisionsProps {
  slug: string;
  /** As the page shows them. */
  version: number;
  request: string | undefined;
}

/** Reads the page again once the platform has decided or the limits have changed, and says so. */
export function FollowDecisions({ slug, version, request }: FollowDecisionsProps) {
  const router = useRouter();
  const meter = useMeter(slug, EVERY_MS);
  const seen = meter && `${meter.policyVersion} ${meter.request?.id} ${meter.request?.state}`;
  const before = useRef(seen);
  const [words, setWords] = useState('');
  useEffect(() => {
    if (!meter || before.current === seen) return;
    const first = before.current === undefined;
    before.current = seen;
    const shown =
      meter.policyVersion === version &&
      (meter.request ? `${meter.request.id} ${meter.request.state}` : undefined) === request;
    if (shown) return;
    if (!first)
      setWords('The platform has answered, or the limits have changed. This page is up to date.');
    router.refresh();
  }, [meter, seen, version, request, router]);
  return (
    <p aria-live="polite" className={words ? 'mb-4 text-ink-soft text-sm' : 'sr-only'}>
      {words}
    </p>
  );
}
