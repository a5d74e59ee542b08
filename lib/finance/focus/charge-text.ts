import { AppError } from '@/lib/errors';
import { OF_MONTHS } from '../ledger-filter';
import type { ChargeShape, ChargeTags, LedgerCharge } from './ledger-charge';

/** A ledger row as PostgreSQL writes it: the driver parses few columns, and what rows have alike is parsed once. */
export interface StoredCharge {
  /** Ids, numbers and an instant with spaces between them. */
  own: string;
  /** Words of this program and versions with spaces between them, and the model, which may have spaces itself. */
  shape: string;
  reason: string;
  /** An object of JSON. */
  tags: string;
}

/** The columns of `StoredCharge`, of a row of the ledger `l`. */
export const CHARGE_COLUMNS = `
  concat_ws(' ', l.id, l.tenant_id, l.request_id, coalesce(l.adjusts::text, '-'),
    (extract(epoch from l.at) * 1000)::float8, l.call_ordinal, l.input_tokens, l.output_tokens, l.cache_read_tokens,
    l.cache_write_5m_tokens, l.cache_write_1h_tokens, l.cost_nano, l.price_nano) as own,
  concat_ws(' ', ${OF_MONTHS}, l.kind, l.principal_kind, l.outcome, l.feature, l.product_line, l.environment, l.account,
    l.batch, l.estimated, l.cost_version, l.price_version, l.model) as shape,
  l.reason, l.tags::text as tags`;

type Text = string;
type Own = [
  ...[id: Text, tenantId: Text, requestId: Text, adjusts: Text, at: Text, ordinal: Text],
  ...[input: Text, output: Text, read: Text, write5m: Text, write1h: Text, cost: Text, price: Text],
];
type Shape = [
  ...[ofMonth: Text, kind: ChargeShape['kind'], principalKind: Text, outcome: Text, feature: Text],
  ...[productLine: Text, environment: Text, account: ChargeShape['account'], batch: Text],
  ...[estimated: Text, costVersion: Text, priceVersion: Text, ...model: Text[]],
];

const MOST_REMEMBERED = 5_000;

/**
 * Reads what PostgreSQL wrote. `names` are the tenants' and `corrected` the times of the calls that are corrected, by their
 * ids; `conflict` for a correction of another.
 */
export function chargeReader(
  names: ReadonlyMap<string, string>,
  corrected: ReadonlyMap<string, number>,
): (row: StoredCharge) => LedgerCharge {
  const shapeOf = remembered(toShape);
  const tagsOf = remembered(toTags);
  const correctsAt = (adjusts: string): number => {
    const at = corrected.get(adjusts);
    if (at === undefined)
      throw new AppError('conflict', 'The export was refused: a corrected call was not found.');
    return at;
  };
  return ({ own, shape, reason, tags }) => {
    const [id, tenantId, requestId, corrects, at, ordinal, ...amounts] = own.split(' ') as Own;
    const [input, output, read, write5m, write1h, cost, price] = amounts;
    const adjusts = corrects === '-' ? null : corrects;
    return {
      shape: shapeOf(shape),
      id,
      tenantId,
      tenantName: names.get(tenantId) ?? '',
      at: Number(at),
      correctsAt: adjusts === null ? null : correctsAt(adjusts),
      reason,
      requestId,
      callOrdinal: Number(ordinal),
      adjusts,
      tags: tagsOf(tags),
      tokens: [BigInt(input), BigInt(output), BigInt(read), BigInt(write5m), BigInt(write1h)],
      cost: BigInt(cost),
      price: BigInt(price),
    };
  };
}

/** The same object for the same text, of as many texts as there is room for. */
function remembered<Value>(parse: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) {
      value = parse(text);
      if (known.size >= MOST_REMEMBERED) known.clear();
      known.set(text, value);
    }
    return value;
  };
}

function toShape(text: string): ChargeShape {
  const [ofMonth, kind, principalKind, outcome, feature, ...more] = text.split(' ') as Shape;
  const [productLine, environment, account, batch, estimated, costVersion, ...rest] = more;
  const [priceVersion, ...model] = rest;
  return {
    ...{ kind, principalKind, outcome, feature, productLine, environment, account },
    ofMonth: ofMonth === 't',
    batch: batch === 't',
    estimated: estimated === 't',
    costVersion: Number(costVersion),
    priceVersion: Number(priceVersion),
    model: model.join(' '),
  };
}

function toTags(text: string): ChargeTags {
  const all = JSON.parse(text) as Record<string, string>;
  return { all, json: Object.keys(all).length > 0 ? JSON.stringify(all) : null };
}
