'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { UserPlus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import type { z } from 'zod';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { InvitationLink } from '@/lib/identity/schema';
import { inviteMemberAction } from '@/lib/people/actions';
import { addMemberSchema } from '@/lib/people/schema';
import { LINK_USE, LinkField } from './link-dialog';

interface AddMemberProps {
  slug: string;
  /** Owners add admins too. */
  addsAdmins: boolean;
}

export function AddMemberDialog({ slug, addsAdmins }: AddMemberProps) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <UserPlus aria-hidden /> Add person
        </Button>
      </DialogTrigger>
      {open && (
        <DialogContent
          title="Add a person"
          description="You get a link to hand over, with which they choose a password or join with the account they have."
        >
          <AddMemberForm slug={slug} addsAdmins={addsAdmins} />
        </DialogContent>
      )}
    </Dialog>
  );
}

type MemberInput = z.input<typeof addMemberSchema>;

function AddMemberForm({ slug, addsAdmins }: AddMemberProps) {
  const router = useRouter();
  const [added, setAdded] = useState<InvitationLink & { name: string }>();
  const [problem, setProblem] = useState<string>();
  const { register, control, handleSubmit, setFocus, formState } = useForm({
    resolver: zodResolver(addMemberSchema),
    defaultValues: { name: '', email: '', role: 'member' } as MemberInput,
  });
  // Else the dialog begins at its Close button, which a space in the name would press.
  useEffect(() => setFocus('name'), [setFocus]);
  const submit = handleSubmit(async (input) => {
    const result = await inviteMemberAction(slug, input);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) return;
    setAdded({ name: input.name, link: result.value.link, kind: result.value.kind });
    router.refresh();
  });
  const { errors, isSubmitting } = formState;
  if (added) {
    return (
      <div className="space-y-4">
        <Alert
          kind="success"
          title={`${added.name} was invited`}
          text={`Send them this link: with it they ${LINK_USE[added.kind]}. It works once, for a week, and is shown only now.`}
        />
        <LinkField path={added.link} />
        <div className="flex justify-end">
          <DialogClose asChild>
            <Button>Done</Button>
          </DialogClose>
        </div>
      </div>
    );
  }
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      {problem && <Alert kind="error" title="Nobody was added" text={problem} />}
      <Field label="Name" required error={errors.name?.message}>
        <Input autoComplete="off" {...register('name')} />
      </Field>
      <Field label="E-mail" required error={errors.email?.message}>
        <Input type="email" autoComplete="off" {...register('email')} />
      </Field>
      <Field
        label="Role"
        hint={addsAdmins ? 'Admins upload documents and add people.' : 'Only an owner adds admins.'}
      >
        <Controller
          control={control}
          name="role"
          render={({ field }) => (
            <Select
              value={field.value}
              onValueChange={field.onChange}
              options={[
                { value: 'member', label: 'Member', hint: 'Asks questions' },
                ...(addsAdmins
                  ? [{ value: 'admin', label: 'Admin', hint: 'Manages documents and people' }]
                  : []),
              ]}
            />
          )}
        />
      </Field>
      <div className="flex flex-col-reverse gap-2 pt-1 sm:flex-row sm:justify-end">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="primary" loading={isSubmitting}>
          Add person
        </Button>
      </div>
    </form>
  );
}
