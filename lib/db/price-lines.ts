import { transaction } from './transaction';

/** One priced model of one version of one of the two books; nano-dollars a token. */
export interface PriceLineRow {
  version: number;
  effective_from: Date;
  book: 'cost' | 'price';
  plan: string;
  model: string;
  input_over: bigint;
  input_nano: bigint;
  output_nano: bigint;
  cache_read_nano: bigint;
  cache_write_5m_nano: bigint;
  cache_write_1h_nano: bigint;
  /** Of a batch call's whole charge. */
  batch_percent: number;
}

/** Every line of every version: the book is small, public to all tenants, and never changes in place. */
export async function readPriceLines(): Promise<PriceLineRow[]> {
  return transaction('app', undefined, async (client) => {
    const result = await client.query<PriceLineRow>(
      `select v.id as version, v.effective_from, v.book, l.plan, l.model, l.input_over, l.input_nano, l.output_nano,
         l.cache_read_nano, l.cache_write_5m_nano, l.cache_write_1h_nano, l.batch_percent
       from price_version v join price_line l on l.version = v.id order by v.effective_from, v.id`,
    );
    return result.rows;
  });
}
