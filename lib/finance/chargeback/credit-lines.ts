import { AppError } from '@/lib/errors';
import type { CreditNote, StatementLine } from '../statement/schema';

/** What a note takes back of each line, as the statement has it: of the line's own sign. */
export interface TakenBack {
  line: number;
  amountNano: string;
}

/** What no note has taken back yet, line by line. */
export function leftOf(
  lines: readonly Pick<StatementLine, 'amountNano'>[],
  notes: readonly Pick<CreditNote, 'lines'>[],
): bigint[] {
  const left = lines.map(({ amountNano }) => BigInt(amountNano));
  for (const each of notes.flatMap((note) => note.lines))
    left[each.line] = (left[each.line] ?? 0n) + BigInt(each.amountNano);
  return left;
}

/**
 * The lines of a credit note: the negative of what is taken back, of all that is left without `taken`. Throws
 * `invalid_input` for more than a line has left, for a line twice, and for a note that comes to nothing.
 */
export function creditLines(
  lines: readonly StatementLine[],
  notes: readonly Pick<CreditNote, 'lines'>[],
  taken: readonly TakenBack[] | null,
): CreditNote['lines'] {
  const left = leftOf(lines, notes);
  const wanted = taken ?? left.map((amount, line) => ({ line, amountNano: amount.toString() }));
  if (new Set(wanted.map(({ line }) => line)).size < wanted.length)
    throw new AppError('invalid_input', 'A line can be taken back once in a note.');
  const back = wanted.map(({ line, amountNano }) => {
    const [of, room, amount] = [lines[line], left[line], BigInt(amountNano)];
    if (!of || room === undefined || !within(amount, room))
      throw new AppError('invalid_input', `Line ${line + 1} does not have that much left.`);
    return { line, label: of.label, amountNano: (-amount).toString() };
  });
  const some = back.filter(({ amountNano }) => amountNano !== '0');
  if (some.length === 0) throw new AppError('invalid_input', 'Nothing would be taken back.');
  return some;
}

function within(amount: bigint, room: bigint): boolean {
  return room < 0n ? amount <= 0n && amount >= room : amount >= 0n && amount <= room;
}
