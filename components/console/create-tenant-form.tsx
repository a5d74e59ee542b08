'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { createTenantAction } from '@/lib/console/actions';
import { type CreateTenant, createTenantSchema } from '@/lib/console/schema';
import type { InvitationLink } from '@/lib/identity/schema';
import { PLANS } from '@/lib/tenancy/schema';
import { CreatedTenantCard } from './created-tenant-card';
import { planName } from './status-badges';

const EMPTY: CreateTenant = {
  slug: '',
  name: '',
  plan: 'starter',
  timeZone: 'UTC',
  ownerName: '',
  ownerEmail: '',
};

interface CreateTenantFormProps {
  /** What each plan brings, in one line. */
  plans: Record<string, string>;
  timeZones: readonly string[];
}

export function CreateTenantForm({ plans, timeZones }: CreateTenantFormProps) {
  const [problem, setProblem] = useState<string>();
  const [created, setCreated] = useState<{
    tenantId: string;
    name: string;
    ownerEmail: string;
    link: string;
    kind: InvitationLink['kind'];
  }>();
  const { control, register, handleSubmit, formState } = useForm<CreateTenant>({
    defaultValues: EMPTY,
    resolver: zodResolver(createTenantSchema),
  });
  const { errors, isSubmitting } = formState;
  const create = handleSubmit(async (input) => {
    setProblem(undefined);
    const result = await createTenantAction(input);
    if (!result.ok) return setProblem(result.error.message);
    setCreated({ ...result.value, name: input.name, ownerEmail: input.ownerEmail });
  });
  if (created) return <CreatedTenantCard {...created} />;
  return (
    <form onSubmit={create} noValidate className="space-y-5">
      <Card title="Tenant">
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label="Name" required error={errors.name?.message}>
            <Input {...register('name')} autoComplete="off" />
          </Field>
          <Field
            label="Slug"
            required
            hint="Part of its address; it cannot change later."
            error={errors.slug?.message}
          >
            <Input {...register('slug')} autoComplete="off" spellCheck={false} />
          </Field>
          <Controller
            control={control}
            name="plan"
            render={({ field }) => (
              <Field label="Plan" hint={plans[field.value]} error={errors.plan?.message}>
                <Select
                  options={PLANS.map((plan) => ({ value: plan, label: planName(plan) }))}
                  value={field.value}
                  onValueChange={field.onChange}
                />
              </Field>
            )}
          />
          <Field
            label="Time zone"
            hint="For the times that its people see."
            error={errors.timeZone?.message}
          >
            <Input {...register('timeZone')} list="time-zones" autoComplete="off" />
          </Field>
          <datalist id="time-zones">
            {timeZones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </div>
      </Card>
      <Card title="Owner" description="The first person in it, who invites the others.">
        <div className="grid gap-5 sm:grid-cols-2">
          <Field label="Name" required error={errors.ownerName?.message}>
            <Input {...register('ownerName')} autoComplete="off" />
          </Field>
          <Field label="E-mail" required error={errors.ownerEmail?.message}>
            <Input {...register('ownerEmail')} type="email" autoComplete="off" />
          </Field>
        </div>
      </Card>
      {problem && <Alert kind="error" title={problem} />}
      <Button type="submit" variant="primary" loading={isSubmitting}>
        Create tenant
      </Button>
    </form>
  );
}
