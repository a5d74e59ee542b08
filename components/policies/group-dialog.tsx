'use client';

import { type ReactNode, useState } from 'react';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { createGroupAction, setGroupAction } from '@/lib/policies/actions';
import { createGroupSchema, setGroupSchema, type TenantGroup } from '@/lib/policies/schema';
import { membershipWords } from './group-words';
import { ReasonFormDialog, type Submitted } from './reason-form-dialog';

interface GroupDialogProps {
  trigger: ReactNode;
  /** Absent: a new one. */
  group?: TenantGroup;
  tenants: readonly { id: string; name: string }[];
}

/** A name for tenants that are treated alike, and who they are. */
export function GroupDialog({ trigger, group, tenants }: GroupDialogProps) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState(() => group?.tenants.map(({ id }) => id) ?? []);
  const [search, setSearch] = useState('');
  const found = tenants.filter((tenant) =>
    tenant.name.toLowerCase().includes(search.toLowerCase()),
  );
  const before = group?.tenants ?? [];
  const added = tenants.filter(
    ({ id }) => chosen.includes(id) && !before.some((each) => each.id === id),
  );
  const removed = before.filter(({ id }) => !chosen.includes(id));
  const send = (reason: string) => {
    if (!group) {
      const parsed = createGroupSchema.safeParse({ name, tenants: chosen, reason });
      return parsed.success ? createGroupAction(parsed.data) : parsed.error;
    }
    const ids = { added: added.map(({ id }) => id), removed: removed.map(({ id }) => id) };
    const parsed = setGroupSchema.safeParse({ id: group.id, ...ids, reason });
    return parsed.success ? setGroupAction(parsed.data) : parsed.error;
  };
  const save = async (reason: string): Promise<Submitted> => {
    const sent = send(reason);
    if ('issues' in sent) return { refused: sent.issues[0]?.message ?? 'This is not usable.' };
    const result = await sent;
    return result.ok ? 'done' : { refused: result.error.message };
  };
  return (
    <ReasonFormDialog
      trigger={trigger}
      title={group ? group.name : 'New group'}
      description="Nobody’s policy changes by this; a roll-out does that."
      submitLabel="Save"
      failure="The group was not saved"
      onSubmit={save}
    >
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
          {membershipWords({ added, removed }) || 'Nobody comes or goes yet.'}
        </p>
      )}
    </ReasonFormDialog>
  );
}
