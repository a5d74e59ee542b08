'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from '@/components/ui/toast';

type Result<T> = { ok: true; value: T } | { ok: false; error: { message: string } };

/** Sends one change at a time, and says what became of it. */
export function useSubmit() {
  const router = useRouter();
  const [problem, setProblem] = useState<string>();
  const [sending, setSending] = useState(false);
  async function submit<T>(
    change: () => Promise<Result<T>>,
    done: (value: T) => string,
  ): Promise<T | undefined> {
    setSending(true);
    const result = await change().finally(() => setSending(false));
    if (!result.ok) {
      setProblem(result.error.message);
      return undefined;
    }
    setProblem(undefined);
    toast.success(done(result.value));
    router.refresh();
    return result.value;
  }
  return { problem, setProblem, sending, submit };
}
