import { ButtonLink } from '@/components/ui/button-link';
import { Card } from '@/components/ui/card';

/** The way to the page on which an owner ends the workspace. */
export function LeaveCard({ slug }: { slug: string }) {
  return (
    <Card
      title="End the workspace"
      description="Everything is erased after a cooling-off period, and the owners get a signed receipt."
      actions={
        <ButtonLink size="sm" href={`/t/${slug}/leave`}>
          See what would happen
        </ButtonLink>
      }
      className="mt-6"
    />
  );
}
