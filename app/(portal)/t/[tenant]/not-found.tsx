import { MessagePage } from '@/components/shell/message-page';
import { ButtonLink } from '@/components/ui/button-link';

export default function NotFound() {
  return (
    <MessagePage
      title="Not found"
      text="There is nothing here, or it is not yours to see. It may have been removed."
      actions={
        <ButtonLink href="/workspaces" variant="primary">
          Go to your workspaces
        </ButtonLink>
      }
    />
  );
}
