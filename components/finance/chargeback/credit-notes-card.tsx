import { Money } from '@/components/console/money';
import { Card } from '@/components/ui/card';
import { formatDateTime } from '@/components/ui/format';
import type { Currency } from '@/lib/finance/chargeback/facts';
import type { CreditNote } from '@/lib/finance/statement/schema';
import { moneyIn } from './money-in';

interface CreditNotesCardProps {
  notes: readonly CreditNote[];
  currency: Currency;
  dueMinor: string;
  zone: string;
  /** Where the note is as a file. */
  fileOf: (format: 'pdf' | 'csv', note: string) => string;
}

/** What was taken back of a statement, and what is left of it. */
export function CreditNotesCard({ notes, currency, dueMinor, zone, fileOf }: CreditNotesCardProps) {
  if (notes.length === 0) return null;
  const left = notes.reduce((sum, note) => sum + BigInt(note.dueMinor), BigInt(dueMinor));
  return (
    <Card flush className="mt-6" title="Credit notes">
      <ul className="divide-y divide-line">
        {notes.map((note) => (
          <li key={note.id} className="flex flex-col gap-1 px-5 py-3 text-sm">
            <div className="flex flex-wrap justify-between gap-x-4">
              <span className="break-words font-medium">{note.number}</span>
              <span className="tabular">{moneyIn(note.dueMinor, currency)}</span>
            </div>
            <p className="break-words text-ink-soft">
              {note.reason} · {formatDateTime(note.issuedAt, { timeZone: zone })}
            </p>
            <ul className="text-ink-soft text-xs">
              {note.lines.map((line) => (
                <li key={line.line} className="flex flex-wrap justify-between gap-x-4">
                  <span className="break-words">
                    Line {line.line + 1}: {line.label}
                  </span>
                  <Money nano={line.amountNano} />
                </li>
              ))}
            </ul>
            <p className="flex gap-3 text-xs">
              {(['pdf', 'csv'] as const).map((format) => (
                <a
                  key={format}
                  href={fileOf(format, note.id)}
                  download
                  className="underline underline-offset-2"
                >
                  {format.toUpperCase()}
                  <span className="sr-only"> of {note.number}</span>
                </a>
              ))}
            </p>
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap justify-between gap-x-4 border-line border-t px-5 py-3 font-semibold text-sm">
        <span>Left of the statement</span>
        <span className="tabular">{moneyIn(left.toString(), currency)}</span>
      </p>
    </Card>
  );
}
