'use client';

import { CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Sheet, SheetContent, SheetTrigger } from '@/components/ui/sheet';
import { WhyPanel } from './why-panel';

/** Opens the facts behind an answer. */
export function WhyButton({ slug, messageId }: { slug: string; messageId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger asChild>
        <Button variant="ghost" size="sm" className="px-2">
          <CircleHelp aria-hidden /> Why this answer
        </Button>
      </SheetTrigger>
      <SheetContent
        title="Why this answer"
        description="What was found for it, what wrote it, what it cost and how long it took."
        size="md"
      >
        {open && <WhyPanel slug={slug} messageId={messageId} onLeave={() => setOpen(false)} />}
      </SheetContent>
    </Sheet>
  );
}
