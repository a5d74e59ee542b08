import { Scale } from 'lucide-react';
import { modelName } from '@/components/console/status-badges';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, NO_VALUE } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ComparedCell, DifferenceNote, ShownCell } from '@/lib/finance/provider/schema';
import { DIFFERENCE } from './difference-words';
import { NoteButton } from './note-button';

const TYPE_LABEL: Record<ComparedCell['tokenType'], string> = {
  uncached_input_tokens: 'Input',
  output_tokens: 'Output',
  cache_read_input_tokens: 'Cache read',
  'cache_creation.ephemeral_5m_input_tokens': '5-minute write',
  'cache_creation.ephemeral_1h_input_tokens': '1-hour write',
  other: 'No tokens',
};

/** Ledger and provider side by side, with the reason of each difference. */
export function ComparisonTable({
  cells,
  compared,
  assignees,
}: {
  cells: readonly ShownCell[];
  /** Whom a difference can be given to; undefined for who may not. */
  assignees: readonly { id: string; name: string }[] | undefined;
  /** Whether any day of the range was imported. */
  compared: boolean;
}) {
  if (cells.length === 0)
    return (
      <EmptyState
        bare
        icon={<Scale />}
        title={compared ? 'No difference' : 'Nothing to compare yet'}
        text={
          compared
            ? 'Of the days that were imported, ledger and provider say the same.'
            : 'None of these days was imported from the provider.'
        }
      />
    );
  return (
    <Table label="Ledger and provider" bare keepLast className="[&_td]:px-2.5 [&_th]:px-2.5">
      <TableCaption>
        Tokens and dollars of the ledger and of the provider, by day in UTC
      </TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Day (UTC)</TableHead>
          <TableHead>Model</TableHead>
          <TableHead>Tokens</TableHead>
          <TableHead align="right">Ledger</TableHead>
          <TableHead align="right">Provider</TableHead>
          <TableHead>API key</TableHead>
          <TableHead align="right">Ledger USD</TableHead>
          <TableHead align="right">Provider USD</TableHead>
          <TableHead>Difference</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {cells.map((cell) => (
          <TableRow key={`${cell.day} ${cell.model} ${cell.batch} ${cell.tokenType}`}>
            <TableCell className="tabular whitespace-nowrap">{cell.day}</TableCell>
            <TableCell className="whitespace-nowrap">
              {cell.model ? modelName(cell.model) : NO_VALUE}
            </TableCell>
            <TableCell className="whitespace-nowrap">
              {TYPE_LABEL[cell.tokenType]} {cell.batch && <Badge tone="info">batch</Badge>}
            </TableCell>
            <TableCell align="right">{formatCount(Number(cell.hereTokens))}</TableCell>
            <TableCell align="right">
              {cell.thereTokens === null ? NO_VALUE : formatCount(Number(cell.thereTokens))}
            </TableCell>
            <TableCell className="text-[0.8125rem]">
              <Accounts accounts={cell.accounts} />
            </TableCell>
            <TableCell align="right">{cell.hereUsd}</TableCell>
            <TableCell align="right">{cell.thereUsd ?? NO_VALUE}</TableCell>
            <TableCell>
              <Differences cell={cell} assignees={assignees} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Accounts({ accounts }: Pick<ShownCell, 'accounts'>) {
  if (accounts.length === 0) return <span className="text-ink-faint">{NO_VALUE}</span>;
  return (
    <ul>
      {accounts.map(({ key, tokens }) => (
        <li key={key} className="whitespace-nowrap">
          {key || 'None named'} <span className="tabular">{formatCount(Number(tokens))}</span>
        </li>
      ))}
    </ul>
  );
}

function Differences({
  cell,
  assignees,
}: {
  cell: ComparedCell;
  assignees: readonly { id: string; name: string }[] | undefined;
}) {
  const { differences } = cell;
  if (differences.length === 0) return <span className="text-ink-faint">{NO_VALUE}</span>;
  return (
    <ul className="space-y-1">
      {differences.map((difference) => {
        const { kind, tokens, costUsd, note } = difference;
        const [tone, label, meaning] = DIFFERENCE[kind];
        return (
          <li key={kind} className="flex items-center gap-2 whitespace-nowrap" title={meaning}>
            <Badge tone={tone}>{label}</Badge>
            <span className="tabular text-[0.8125rem]">
              {tokens === null ? `${costUsd} USD` : signed(Number(tokens))}
            </span>
            {assignees ? (
              <NoteButton cell={cell} difference={difference} assignees={assignees} />
            ) : (
              note && <Noted note={note} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Noted({ note }: { note: DifferenceNote }) {
  return (
    <span className="text-[0.8125rem] text-ink-soft" title={note.note}>
      {note.state === 'closed' ? `Closed by ${note.by}` : (note.assignee ?? note.by)}
    </span>
  );
}

function signed(tokens: number): string {
  return `${tokens > 0 ? '+' : ''}${formatCount(tokens)}`;
}
