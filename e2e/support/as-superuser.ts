import { superuserClient } from './superuser-client';

/** One statement past every grant and policy: what a crash, a clock or a fault would have left behind. */
export async function asSuperuser<Row extends object = Record<string, unknown>>(
  text: string,
  params: readonly unknown[] = [],
): Promise<Row[]> {
  const client = await superuserClient();
  try {
    return (await client.query(text, [...params])).rows as Row[];
  } finally {
    await client.end();
  }
}
