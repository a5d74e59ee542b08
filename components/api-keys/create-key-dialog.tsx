'use client';

import { Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { CreateKeyForm } from './create-key-form';
import { KeyText } from './key-text';

export function CreateKeyDialog({ slug }: { slug: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<{ name: string; text: string }>();
  const change = (next: boolean) => {
    setOpen(next);
    setCreated(undefined);
    if (created) router.refresh();
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden /> Create key
        </Button>
      </DialogTrigger>
      {open && (
        <DialogContent
          title="Create an API key"
          description="For one program. It acts for itself, never for a person."
        >
          {created ? (
            <KeyText title={`${created.name} was created`} text={created.text} />
          ) : (
            <CreateKeyForm slug={slug} onCreated={setCreated} />
          )}
        </DialogContent>
      )}
    </Dialog>
  );
}
