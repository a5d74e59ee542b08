import { transaction } from './transaction';

export interface KeyHolder {
  tenant_id: string;
  /** Whether it keeps anything that only its keys open. */
  has_content: boolean;
}

/** Every tenant that should have keys. */
export function keyHolders(): Promise<KeyHolder[]> {
  return transaction(
    'worker',
    undefined,
    async (client) => (await client.query<KeyHolder>('select * from tenancy.key_holders()')).rows,
  );
}
