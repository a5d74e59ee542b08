import { FileText } from 'lucide-react';
import { buttonVariants } from '@/components/ui/button-variants';
import { CsvLink } from '@/components/usage/csv-link';

/** Takes the summary out as a document to hand on, or as rows to work with. */
export function FileLinks({ pdf, csv }: { pdf: string; csv: string }) {
  return (
    <div className="flex flex-wrap gap-2">
      <a href={pdf} download className={buttonVariants({ size: 'sm' })}>
        <FileText aria-hidden /> PDF
      </a>
      <CsvLink href={csv} />
    </div>
  );
}
