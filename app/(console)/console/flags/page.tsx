import type { Metadata } from 'next';
import { FlagCard } from '@/components/flags/flag-card';
import { PageBody } from '@/components/shell/page-body';
import { PageHeader } from '@/components/ui/page-header';
import { readFlags } from '@/lib/flags/queries';
import { platformPage } from '@/lib/http/page-context';
import { canPlatform } from '@/lib/tenancy/roles';

export const metadata: Metadata = { title: 'Feature flags' };

export default async function FlagsPage() {
  const ctx = await platformPage('operator', 'auditor');
  const { flags, tenants } = await readFlags(ctx);
  return (
    <PageBody width="wide">
      <PageHeader
        title="Feature flags"
        description="What is rolled out by and by, to whom, and the switch that takes it from all at once."
      />
      <div className="space-y-6">
        {flags.map((flag) => (
          <FlagCard
            key={flag.name}
            flag={flag}
            tenants={tenants}
            acts={canPlatform(ctx, 'flags:edit')}
          />
        ))}
      </div>
    </PageBody>
  );
}
