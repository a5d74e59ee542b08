'use client';

import { CircleHelp } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { LateSheet } from '@/components/ui/late-sheet';

const WhyPanel = dynamic(() => import('./why-panel').then((loaded) => loaded.WhyPanel));

/** Opens the facts behind an answer. */
export function WhyButton({ slug, messageId }: { slug: string; messageId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <LateSheet
      open={open}
      onOpenChange={setOpen}
      title="Why this answer"
      description="What was found for it, what wrote it, what it cost and how long it took."
      size="md"
      trigger={
        <Button variant="ghost" size="sm" className="px-2">
          <CircleHelp aria-hidden /> Why this answer
        </Button>
      }
    >
      {open && <WhyPanel slug={slug} messageId={messageId} onLeave={() => setOpen(false)} />}
    </LateSheet>
  );
}
