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

/** Ids of everyone whose key files can lie on the disk: those that are being erased, and were erased, too. */
export function keyOwners(): Promise<string[]> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<{ tenant_id: string }>(
      'select * from tenancy.key_owners()',
    );
    return rows.map((row) => row.tenant_id);
  });
}
