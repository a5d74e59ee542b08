'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { Button, type ButtonProps } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { markNoticesAction } from '@/lib/usage/budgets/actions';

interface ReadButtonProps
  extends Pick<ButtonProps, 'size' | 'variant' | 'aria-label' | 'children'> {
  slug: string;
  ids: readonly string[];
}

/** Marks notices as read for all admins of the workspace. */
export function ReadButton({ slug, ids, ...button }: ReadButtonProps) {
  const router = useRouter();
  const [pending, begin] = useTransition();
  const mark = () =>
    begin(async () => {
      const result = await markNoticesAction(slug, { ids: [...ids] });
      if (!result.ok) toast.error(result.error.message);
      router.refresh();
    });
  return <Button {...button} loading={pending} onClick={mark} />;
}
