import { parseUsd } from '@/lib/money';
import { formatMargin, parseMargin, priceOf } from '../margin/schema';
import {
  addPricesSchema,
  type Book,
  type PlanTerms,
  type PreviewPrices,
  type PriceLine,
  previewPricesSchema,
  TOKEN_PRICES,
  type TokenPrice,
} from '../schema';

/** A version while it is typed: every amount as text, prices in dollars a million tokens. */
export interface DraftLine {
  plan: PriceLine['plan'];
  model: string;
  inputOver: number;
  prices: Record<TokenPrice, string>;
  batchPercent: string;
}

export interface DraftTerms {
  plan: PlanTerms['plan'];
  /** Percent; empty when the lines are set by hand. */
  margin: string;
  /** Dollars. */
  fee: string;
  included: string;
}

export interface PriceDraft {
  book: Book;
  lines: DraftLine[];
  plans: DraftTerms[];
}

/** Dollars a million tokens of nano-dollars a token: a thousandth of the number. */
export function perMillion(nano: string): string {
  const digits = nano.padStart(4, '0');
  const places = digits.slice(-3).replace(/0$/, '');
  return `${digits.slice(0, -3)}.${places}`;
}

/** Undefined when it is no amount of at most three places. */
export function nanoOfPerMillion(text: string): string | undefined {
  const match = /^(\d{1,7})(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (!match) return undefined;
  return BigInt(`${match[1]}${(match[2] ?? '').padEnd(3, '0')}`).toString();
}

export function draftOf(
  book: Book,
  { lines, plans }: { lines: readonly PriceLine[]; plans: readonly PlanTerms[] },
): PriceDraft {
  return {
    book,
    lines: lines.map(draftLine),
    plans: plans.map((terms) => ({
      plan: terms.plan,
      margin: terms.marginBp === null ? '' : formatMargin(terms.marginBp),
      fee: usdText(terms.feeNano),
      included: usdText(terms.includedNano),
    })),
  };
}

export function draftLine(line: PriceLine): DraftLine {
  return {
    plan: line.plan,
    model: line.model,
    inputOver: line.inputOver,
    prices: Object.fromEntries(
      TOKEN_PRICES.map((field) => [field, perMillion(line[field])]),
    ) as DraftLine['prices'],
    batchPercent: String(line.batchPercent),
  };
}

/** What the draft says, or its first problem. */
export function contentOf(draft: PriceDraft): { value: PreviewPrices } | { problem: string } {
  const content = {
    book: draft.book,
    lines: draft.lines.map((line) => ({
      plan: line.plan,
      model: line.model,
      inputOver: line.inputOver,
      ...Object.fromEntries(
        TOKEN_PRICES.map((field) => [field, nanoOfPerMillion(line.prices[field]) ?? '']),
      ),
      batchPercent: Number(line.batchPercent || Number.NaN),
    })),
    plans: draft.plans.map((terms) => ({
      plan: terms.plan,
      marginBp: terms.margin.trim() === '' ? null : (parseMargin(terms.margin) ?? Number.NaN),
      feeNano: parseUsd(terms.fee)?.toString() ?? '',
      includedNano: parseUsd(terms.included)?.toString() ?? '',
    })),
  };
  const parsed = previewPricesSchema.safeParse(content);
  if (parsed.success) return { value: parsed.data };
  return { problem: problemOf(draft, parsed.error.issues[0]) };
}

/** The lines of a plan as its margin derives them from the costs, every model and size of them. */
export function derivedLines(
  plan: PlanTerms['plan'],
  marginBp: number,
  costs: readonly PriceLine[],
): DraftLine[] {
  return costs.map((cost) =>
    draftLine({
      ...cost,
      plan,
      ...(Object.fromEntries(
        TOKEN_PRICES.map((field) => [field, priceOf(BigInt(cost[field]), marginBp).toString()]),
      ) as Record<TokenPrice, string>),
    }),
  );
}

/** The reason's first problem, in the words of the schema; undefined when it is usable. */
export function reasonProblem(reason: string): string | undefined {
  return addPricesSchema.shape.reason.safeParse(reason).error?.issues[0]?.message;
}

function problemOf(
  draft: PriceDraft,
  issue: { path: PropertyKey[]; message: string } | undefined,
): string {
  const [part, index] = issue?.path ?? [];
  const of = draft[part === 'plans' ? 'plans' : 'lines'][Number(index)];
  if (!of || !issue) return issue?.message ?? 'This is not usable.';
  const name = 'model' in of ? `${of.model}${of.plan === '*' ? '' : ` of ${of.plan}`}` : of.plan;
  return `${name}: ${issue.message}`;
}

function usdText(nano: string): string {
  const digits = nano.padStart(10, '0');
  const places = digits.slice(-9).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -9)}.${places}`;
}
