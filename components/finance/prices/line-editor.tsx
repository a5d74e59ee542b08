'use client';

import { X } from 'lucide-react';
import { modelName } from '@/components/console/status-badges';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { DraftLine } from '@/lib/finance/prices/draft/schema';
import { TOKEN_PRICES } from '@/lib/finance/prices/schema';
import { lineName, PRICE_LABEL } from './price-words';

interface LineEditorProps {
  label: string;
  lines: readonly DraftLine[];
  onChange: (line: DraftLine, next: DraftLine) => void;
  /** Absent: lines stay as they are many. */
  onRemove?: (line: DraftLine) => void;
}

/** The lines of the costs or of one plan, dollars a million tokens. */
export function LineEditor({ label, lines, onChange, onRemove }: LineEditorProps) {
  return (
    <Table label={label} bare className="[&_td]:px-1.5 [&_td]:py-1.5 [&_th]:px-1.5">
      <TableHeader>
        <TableRow>
          <TableHead>Model</TableHead>
          {TOKEN_PRICES.map((field) => (
            <TableHead key={field}>{PRICE_LABEL[field]}</TableHead>
          ))}
          <TableHead>Batch %</TableHead>
          {onRemove && <TableHead>Remove</TableHead>}
        </TableRow>
      </TableHeader>
      <TableBody>
        {lines.map((line) => (
          <TableRow key={`${line.model} ${line.inputOver}`}>
            <TableCell className="min-w-28">
              {modelName(line.model)}
              {line.inputOver > 0 && (
                <span className="block text-ink-faint text-xs">
                  over {formatCount(line.inputOver)} input tokens
                </span>
              )}
            </TableCell>
            {TOKEN_PRICES.map((field) => (
              <TableCell key={field}>
                <Input
                  aria-label={`${PRICE_LABEL[field]} of ${lineName(line)}`}
                  value={line.prices[field]}
                  inputMode="decimal"
                  autoComplete="off"
                  className="tabular w-24 min-w-20"
                  onChange={(event) =>
                    onChange(line, {
                      ...line,
                      prices: { ...line.prices, [field]: event.target.value },
                    })
                  }
                />
              </TableCell>
            ))}
            <TableCell>
              <Input
                aria-label={`Batch percent of ${lineName(line)}`}
                value={line.batchPercent}
                inputMode="numeric"
                autoComplete="off"
                className="tabular w-16"
                onChange={(event) => onChange(line, { ...line, batchPercent: event.target.value })}
              />
            </TableCell>
            {onRemove && (
              <TableCell>
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={`Remove ${lineName(line)}`}
                  onClick={() => onRemove(line)}
                >
                  <X aria-hidden />
                </Button>
              </TableCell>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
