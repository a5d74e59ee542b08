import { id, PEOPLE, TENANTS } from '../sql-people';
import { DENIED, type SqlProbe, unless } from '../sql-probe';

const { ours } = TENANTS;

/** What is kept of a tenant that is no more, and for how long. */
export const RECEIPT_PROBES: readonly SqlProbe[] = [
  {
    name: 'receipts are sent when they are signed, and addresses are not kept for ever',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.becomeRoot();
        await stage.query('delete from erasure_recipient');
        await stage.query(
          `insert into erased_tenant (id, slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at)
           values ('${id(805)}', 'gone', 'Gone', 'free', now(), '${id(806)}', '${PEOPLE.owner}', 'a reason', now(), now())`,
        );
        const add = (number: number, keep: string) =>
          stage.query(
            `insert into erasure_recipient (id, erased_id, address, next_at, keep_until)
             values ('${id(number)}', '${id(805)}', 'a@example.test', now() - interval '1 second', now() + interval '${keep}')`,
          );
        await add(807, '1 day');
        await add(808, '-1 second');
        const claimed = await stage.query('select from tenancy.claim_receipt(clock_timestamp())');
        const kept = await stage.query('select from erasure_recipient');
        return [
          ...unless(claimed.count === 0, 'a receipt was sent before it was signed'),
          ...unless(kept.count === 1, 'an address was kept past its time'),
        ];
      }),
  },
  {
    name: 'bills are kept of a tenant under erasure, once',
    run: (stage, world) =>
      stage.attempt(async () => {
        const keep = (total: number) =>
          `select tenancy.keep_bills('[{"month": "2026-01", "fee": 0, "usage": 0, "total": ${total}, "days": 31, "of_days": 31}]') as kept`;
        const living = await stage.as('app', world.worker, keep(1));
        await stage.becomeRoot();
        await stage.query(`update tenant set state = 'erasing' where id = '${ours}'`);
        await stage.query(
          `insert into erased_tenant (id, slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at)
           values ('${ours}', 'gone', 'Gone', 'free', now(), '${id(806)}', '${PEOPLE.owner}', 'a reason', now(), now())
           on conflict do nothing`,
        );
        await stage.query(
          `insert into erased_bill (erased_id, month, fee_nano, usage_nano, total_nano, days, days_in_month)
           values ('${ours}', '2026-01', 0, 0, 5, 31, 31)`,
        );
        await stage.become('app', world.worker);
        const again = await stage.query(keep(2));
        await stage.becomeRoot();
        const { rows } = await stage.query(
          `select total_nano::int as total from erased_bill where erased_id = '${ours}'`,
        );
        return [
          ...unless(living.refused === DENIED, 'a living workspace was billed for good'),
          ...unless(again.rows[0]?.kept === 0 && rows[0]?.total === 5, 'a bill was written anew'),
        ];
      }),
  },
];
