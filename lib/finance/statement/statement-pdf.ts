import { exactUsd } from '@/lib/money';
import type { PdfBlock, PdfContent } from '@/lib/pdf/schema';
import { exactMinor, exactRate, percent, TAX_WORDS } from '../chargeback/facts';
import type { CreditNote, StatementLine, TenantStatement } from './schema';

/**
 * A month, or a credit note over it, to print. What was issued carries the time of its issue, so that the file is the same
 * whenever it is made; one that is still open says so, and when it was made.
 */
export function statementPdf(data: TenantStatement, at: Date, note?: CreditNote): PdfContent {
  const { tenant, statement } = data;
  const { issued, settlement, month, zone } = statement;
  const title = note
    ? `Credit note ${note.number}`
    : issued
      ? `Statement ${issued.number}`
      : `Preview of ${month}`;
  const made = note?.issuedAt ?? issued?.issuedAt ?? at.toISOString();
  const amounts = note ?? settlement;
  return {
    ...{ title, at: made, footer: `${title} · ${tenant.name} · ${month} · times in ${zone}` },
    blocks: [
      { kind: 'heading', level: 1, text: title },
      soft(
        note
          ? `Takes back of statement ${issued?.number}, ${month}. Issued ${made}. ${note.reason}`
          : `${month}, ${statement.from} to ${statement.until}, ${zone}. ${issued ? `Issued ${made}` : `Not closed: as of ${made}`}.`,
      ),
      ...(settlement ? billedTo(settlement.terms) : []),
      { kind: 'table', rows: note ? noteRows(note) : lineRows(data), align: ['left', 'right'] },
      ...(settlement && amounts ? dueBlocks(settlement, amounts) : []),
    ],
  };
}

type Settled = NonNullable<TenantStatement['statement']['settlement']>;

const soft = (text: string): PdfBlock => ({ kind: 'text', text, soft: true });

function billedTo(terms: Settled['terms']): PdfBlock[] {
  const facts = [
    terms.legalName,
    terms.address,
    terms.taxId && `Tax id ${terms.taxId}`,
    terms.place && `Place of supply: ${terms.place}`,
  ];
  return [{ kind: 'text', text: facts.filter(Boolean).join('\n') }];
}

function lineRows({ statement }: TenantStatement): string[][] {
  return [
    ['Line', 'USD'],
    ...statement.lines.map((line, at) => [`${at + 1}. ${wordsOf(line)}`, usd(line.amountNano)]),
    ['Total', usd(statement.totalNano)],
  ];
}

function noteRows(note: CreditNote): string[][] {
  return [
    ['Line of the statement', 'USD'],
    ...note.lines.map((line) => [`${line.line + 1}. ${line.label}`, usd(line.amountNano)]),
    ['Total', usd(note.totalNano)],
  ];
}

const KINDS: Record<StatementLine['kind'], string> = {
  fee: 'Plan',
  usage: 'Usage of',
  included: '',
  addon: 'Add-on',
  discount: 'Discount:',
  late: 'Usage that arrived after the close of',
  correction: 'Correction of',
  adjustment: '',
};

function wordsOf(line: StatementLine): string {
  const counted = line.calls === null ? '' : `, ${line.calls} calls, ${line.tokens} tokens`;
  return `${KINDS[line.kind]} ${line.label} (${line.detail}${counted})`.trim();
}

function dueBlocks(
  { terms, rate }: Settled,
  amounts: { netMinor: string; taxMinor: string; dueMinor: string },
): PdfBlock[] {
  const { currency } = terms;
  const money = (minor: string) => exactMinor(BigInt(minor), currency);
  const tax = `${TAX_WORDS[terms.taxCategory]} (${terms.taxCategory}), ${percent(terms.taxBp)}%`;
  return [
    {
      kind: 'table',
      align: ['left', 'right'],
      rows: [
        ['', currency],
        ['Net', money(amounts.netMinor)],
        [`Tax: ${tax}`, money(amounts.taxMinor)],
        ['Due', money(amounts.dueMinor)],
      ],
    },
    soft(
      rate
        ? `1 USD = ${exactRate(rate.rateNano)} ${currency} from ${rate.validFrom}, ${rate.source} (version ${rate.version}). Rounded once, at the end.`
        : 'Rounded once, at the end.',
    ),
  ];
}

function usd(nano: string): string {
  return exactUsd(BigInt(nano));
}
