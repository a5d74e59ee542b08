'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog, DialogContent, DialogFooter, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import { createGroupAction, setGroupAction } from '@/lib/policies/actions';
import { createGroupSchema, setGroupSchema, type TenantGroup } from '@/lib/policies/schema';

interface GroupDialogProps {
  trigger: ReactNode;
  /** Absent: a new one. */
  group?: TenantGroup;
  tenants: readonly { id: string; name: string }[];
}

/** A name for tenants that are treated alike, and who they are. */
export function GroupDialog({ trigger, group, tenants }: GroupDialogProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState(() => group?.tenants.map(({ id }) => id) ?? []);
  const [reason, setReason] = useState('');
  const [search, setSearch] = useState('');
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const found = tenants.filter((tenant) =>
    tenant.name.toLowerCase().includes(search.toLowerCase()),
  );
  const before = group?.tenants ?? [];
  const added = tenants.filter(
    ({ id }) => chosen.includes(id) && !before.some((each) => each.id === id),
  );
  const removed = before.filter(({ id }) => !chosen.includes(id));
  const send = () => {
    if (!group) {
      const parsed = createGroupSchema.safeParse({ name, tenants: chosen, reason });
      return parsed.success ? createGroupAction(parsed.data) : parsed.error;
    }
    const ids = { added: added.map(({ id }) => id), removed: removed.map(({ id }) => id) };
    const parsed = setGroupSchema.safeParse({ id: group.id, ...ids, reason });
    return parsed.success ? setGroupAction(parsed.data) : parsed.error;
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const sent = send();
    if ('issues' in sent) return setProblem(sent.issues[0]?.message);
    setSaving(true);
    const result = await sent.finally(() => setSaving(false));
    if (!result.ok) return setProblem(result.error.message);
    setOpen(false);
    setReason('');
    setProblem(undefined);
    router.refresh();
  };
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>{trigger}</DialogTrigger>
      <DialogContent
        title={group ? group.name : 'New group'}
        description="Nobody’s policy changes by this; a roll-out does that."
      >
        <form onSubmit={save} noValidate className="space-y-4">
          {!group && (
            <Field label="Name" required>
              <Input
                value={name}
                onChange={(event) => setName(event.target.value)}
                maxLength={80}
                autoComplete="off"
              />
            </Field>
          )}
          <Field label="Find tenants">
            <Input
              value={search}
              onChange={(event) => setSearch(event.target.value)}
              autoComplete="off"
            />
          </Field>
          <fieldset>
            <legend className="mb-2 font-medium text-sm">Tenants ({chosen.length} chosen)</legend>
            <div className="grid max-h-64 gap-2 overflow-y-auto sm:grid-cols-2">
              {found.map((tenant) => (
                <Field key={tenant.id} label={tenant.name} layout="inline">
                  <Checkbox
                    checked={chosen.includes(tenant.id)}
                    onCheckedChange={(on) =>
                      setChosen(
                        on ? [...chosen, tenant.id] : chosen.filter((each) => each !== tenant.id),
                      )
                    }
                  />
                </Field>
              ))}
            </div>
          </fieldset>
          {group && (
            <p aria-live="polite" className="text-ink-soft text-sm [overflow-wrap:anywhere]">
              {[
                added.length > 0 && `Added: ${namesOf(added)}.`,
                removed.length > 0 && `Removed: ${namesOf(removed)}.`,
              ]
                .filter(Boolean)
                .join(' ') || 'Nobody comes or goes yet.'}
            </p>
          )}
          <Field label="Reason" required hint="For the audit log.">
            <Textarea
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              rows={2}
              maxLength={500}
            />
          </Field>
          {problem && <Alert kind="error" title="The group was not saved" text={problem} />}
          <DialogFooter className="-mx-5 -mb-5">
            <Button type="submit" variant="primary" loading={saving}>
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function namesOf(tenants: readonly { name: string }[]): string {
  return tenants.map(({ name }) => name).join(', ');
}
