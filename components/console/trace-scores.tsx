import { SearchX } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { Trace } from '@/lib/console/schema';
import { localNumber } from '@/lib/localized';

/** How well each passage fitted, without a word or an id of it. */
export function TraceScores({ scores }: { scores: Trace['scores'] }) {
  if (scores.length === 0)
    return (
      <EmptyState
        bare
        icon={<SearchX />}
        title="No passages"
        text="Nothing was found, nothing was looked for, or the request is from before scores were kept."
      />
    );
  return (
    <Table label="Retrieval scores" bare maxHeight="20rem">
      <TableCaption>Scores of the passages that were found, best first</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Rank</TableHead>
          <TableHead align="right">Relevance</TableHead>
          <TableHead align="right">BM25</TableHead>
          <TableHead align="right">Cosine</TableHead>
          <TableHead>Given to the model</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {scores.map(({ score, bm25, dense, given }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a passage has no name here but its rank.
          <TableRow key={index}>
            <TableCell>{formatCount(index + 1)}</TableCell>
            <TableCell align="right">{number(score)}</TableCell>
            <TableCell align="right">{number(bm25)}</TableCell>
            <TableCell align="right">{number(dense)}</TableCell>
            <TableCell>
              <Badge tone={given ? 'success' : 'neutral'}>{given ? 'Given' : 'Left out'}</Badge>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function number(value: number): string {
  return localNumber(value, { maximumFractionDigits: 3 });
}
