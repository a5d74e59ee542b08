import type { Metadata } from 'next';
import { AuthCard } from '@/components/shell/auth-card';
import { ButtonLink } from '@/components/ui/button-link';

export const metadata: Metadata = { title: 'Workspace paused' };

export default function PausedPage() {
  return (
    <AuthCard
      title="This workspace is paused"
      description="Nothing in it is lost, and nobody can use it until the platform’s operator resumes it. Your administrators know why, or can ask the operator."
    >
      <div className="flex flex-col gap-3">
        <ButtonLink href="/workspaces" variant="primary">
          Your workspaces
        </ButtonLink>
        <ButtonLink href="/sign-out">Sign out</ButtonLink>
      </div>
    </AuthCard>
  );
}
