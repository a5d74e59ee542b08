import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Params } from '@/components/console/href';
import { Button } from '@/components/ui/button';

interface AskFormProps {
  /** The page that answers it; everything asked stands in its address. */
  path: string;
  /** What stays of the address: a range, say. */
  keep?: Params;
  children: ReactNode;
}

/** Fields in a row and a button; it works before the page is alive. */
export function AskForm({ path, keep = {}, children }: AskFormProps) {
  return (
    <form action={path} method="get" className="mb-4 flex flex-wrap items-end gap-3">
      {Object.entries(keep).map(
        ([name, value]) =>
          typeof value === 'string' && <input key={name} type="hidden" name={name} value={value} />,
      )}
      {children}
      <Button type="submit" variant="primary">
        <Search aria-hidden /> Find
      </Button>
    </form>
  );
}
