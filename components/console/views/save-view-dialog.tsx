'use client';

import { BookmarkPlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { saveViewAction } from '@/lib/console/views/actions';
import { saveViewSchema, type ViewPath } from '@/lib/console/views/schema';

interface SaveViewProps {
  path: ViewPath;
  query: string;
}

export function SaveViewDialog(props: SaveViewProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button size="sm" variant="ghost">
          <BookmarkPlus aria-hidden /> Save this view
        </Button>
      </DialogTrigger>
      <DialogContent
        title="Save this view"
        description="Its range, filters and order; what it shows stays live."
      >
        <SaveViewForm {...props} onSaved={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function SaveViewForm({ path, query, onSaved }: SaveViewProps & { onSaved: () => void }) {
  const router = useRouter();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = saveViewSchema.safeParse({ name, path, query, shared });
    if (!parsed.success) return setProblem(parsed.error.issues[0]?.message);
    setSaving(true);
    const result = await saveViewAction(parsed.data).finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    toast.success('The view is saved.');
    onSaved();
    router.refresh();
  };
  return (
    <form onSubmit={save} noValidate className="space-y-4">
      <Field label="Name" required error={problem}>
        <Input
          value={name}
          maxLength={80}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label="Operators and auditors see it too" layout="inline">
        <Switch checked={shared} onCheckedChange={setShared} />
      </Field>
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={saving}>
          Save
        </Button>
      </div>
    </form>
  );
}
