import { Download } from 'lucide-react';
import { buttonVariants } from '@/components/ui/button-variants';

/** Downloads the rows of the page, exact to the nano-dollar. */
export function CsvLink({ href }: { href: string }) {
  return (
    <a href={href} download className={buttonVariants({ size: 'sm' })}>
      <Download aria-hidden /> CSV
    </a>
  );
}
