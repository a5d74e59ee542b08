import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { env } from '@/lib/env';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { byAccount } from './accounts';
import { capturedShare, monthSums } from './captured';
import { attoOfCents, slackOfCents } from './cents';
import { type Cell, classify } from './classify';
import { readAssignees, readNotes, withNotes } from './difference-notes';
import { readMonths } from './invoices';
import {
  type LedgerTokens,
  type ProviderFigure,
  readCoveredDays,
  readLedgerTokens,
  readProviderFigures,
  readUnits,
} from './read-sides';
import type { ComparedCell, Comparison, ProviderImport } from './schema';

const MOST_IMPORTS = 100;

/** The ledger beside what the provider says, for whole days in UTC, both included. */
export async function compareWithProvider(
  ctx: PlatformContext,
  from: string,
  to: string,
): Promise<Comparison> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'provider.compare',
    reason: 'Compared the ledger with the provider',
    detail: { from, to },
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const usageDays = await readCoveredDays(sql, 'usage', from, to);
    const costDays = await readCoveredDays(sql, 'cost', from, to);
    const units = await readUnits(sql, from, to);
    const own = ownKeys();
    const cells = new Cells(usageDays, costDays, units, own);
    for (const tokens of await readLedgerTokens(sql, from, to)) cells.addHere(tokens);
    const figures = await readProviderFigures(sql, from, to);
    for (const figure of figures) cells.addThere(figure);
    const all = cells.all(from, to);
    const compared = withNotes(classify(all), await readNotes(sql, from, to));
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
    return {
      from,
      to,
      ...byAccount(compared, figures, own),
      daysWithoutUsage: days - usageDays.size,
      daysWithoutCost: days - costDays.size,
      counts: countKinds(compared),
      imports: await readImports(sql),
      open: countOpen(compared),
      ...capturedShare(all),
      months: await readMonths(sql, from, to, monthSums(all, from, to)),
      assignees: await readAssignees(sql),
    };
  });
}

/** Empty: every key of the organization is this installation's. */
function ownKeys(): Set<string> {
  return new Set(
    env.ANTHROPIC_API_KEY_IDS.split(',')
      .map((key) => key.trim())
      .filter(Boolean),
  );
}

type Place = Pick<Cell, 'day' | 'model' | 'batch' | 'tokenType'>;

class Cells {
  readonly #cells = new Map<string, Cell>();
  readonly #inLedger = new Set<string>();

  constructor(
    private readonly usageDays: ReadonlySet<string>,
    private readonly costDays: ReadonlySet<string>,
    private readonly units: Awaited<ReturnType<typeof readUnits>>,
    private readonly own: ReadonlySet<string>,
  ) {}

  addHere({ day, began, estimated, tokens, cost, ...place }: LedgerTokens): void {
    this.#inLedger.add(place.model);
    const { here } = this.#at({ day, ...place });
    here.tokens += tokens;
    here.cost += cost;
    if (estimated) here.estimated += tokens;
    if (began >= day) return;
    here.late += tokens;
    this.#at({ day: began, ...place }).here.settledLater += tokens;
  }

  addThere({ apiKey, tokens, cents, ...place }: ProviderFigure): void {
    const cell = this.#at(place);
    if (tokens !== null && cell.tokensThere) {
      const ours = this.own.size === 0 || (apiKey !== null && this.own.has(apiKey));
      cell.tokensThere[ours ? 'own' : 'other'] += tokens;
    }
    if (cents !== null && cell.costThere) {
      cell.costThere.amount += attoOfCents(cents) ?? 0n;
      cell.costThere.slack += slackOfCents(cents);
    }
  }

  /** Of these days, where either side has something; newest first. */
  all(from: string, to: string): Cell[] {
    return [...this.#cells.entries()]
      .filter(([, cell]) => cell.day >= from && cell.day <= to && !isEmpty(cell))
      .sort(([a, { day: dayA }], [b, { day: dayB }]) =>
        dayA === dayB ? (a < b ? -1 : 1) : dayA < dayB ? 1 : -1,
      )
      .map(([, cell]) => ({
        ...cell,
        known: this.units.models.has(cell.model) || this.#inLedger.has(cell.model),
      }));
  }

  #at({ day, model, batch, tokenType }: Place): Cell {
    const key = `${day} ${model} ${batch} ${tokenType}`;
    const known = this.#cells.get(key);
    if (known) return known;
    const [plain = 0n, inBatch = 0n] = this.units.unit(day, model, tokenType);
    const cell: Cell = {
      day,
      model,
      batch,
      tokenType,
      known: false,
      here: { tokens: 0n, estimated: 0n, late: 0n, settledLater: 0n, cost: 0n },
      tokensThere:
        this.usageDays.has(day) && tokenType !== 'other' ? { own: 0n, other: 0n } : undefined,
      costThere: this.costDays.has(day) ? { amount: 0n, slack: 0n } : undefined,
      unit: batch ? inBatch : plain,
    };
    this.#cells.set(key, cell);
    return cell;
  }
}

function isEmpty({ here, tokensThere, costThere }: Cell): boolean {
  return (
    here.tokens === 0n &&
    here.cost === 0n &&
    (tokensThere?.own ?? 0n) === 0n &&
    (tokensThere?.other ?? 0n) === 0n &&
    (costThere?.amount ?? 0n) === 0n
  );
}

function countKinds(cells: readonly ComparedCell[]): Comparison['counts'] {
  const counts: Comparison['counts'] = {};
  for (const { differences } of cells)
    for (const { kind } of differences) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function countOpen(cells: readonly ComparedCell[]): number {
  return cells
    .flatMap(({ differences }) => differences)
    .filter(({ note }) => note?.state !== 'closed').length;
}

async function readImports(sql: PlatformSql): Promise<ProviderImport[]> {
  const rows = await sql<Omit<ProviderImport, 'importedAt'> & { importedAt: Date }>(
    `select i.number, i.kind, i.source, i.file_name as "fileName", to_char(i.from_day, 'YYYY-MM-DD') as "fromDay",
       to_char(i.to_day, 'YYYY-MM-DD') as "toDay", i.row_count as rows, coalesce(u.name, 'Someone who is gone') as author,
       i.imported_at as "importedAt"
     from provider_import i left join app_user u on u.id = i.imported_by order by i.number desc limit ${MOST_IMPORTS}`,
  );
  return rows.map((row) => ({ ...row, importedAt: row.importedAt.toISOString() }));
}
