import { documentIn } from '../sql-library';
import { TENANTS } from '../sql-people';
import { type SqlProbe, unless } from '../sql-probe';

const NOTE = 'select tenancy.note_removed_source($1, now()) as told';
const NOBODYS = '00000000-0000-4000-8000-00000000000f';

export const SOURCE_PROBES: readonly SqlProbe[] = [
  {
    name: 'citations of one’s own tenant alone hear that their document is gone',
    run: (stage, world) =>
      stage.attempt(async () => {
        await stage.query('update citation set document_id = $1', [NOBODYS]);
        await stage.become('app', world.ours.member);
        await stage.query(NOTE, [NOBODYS]);
        await stage.becomeRoot();
        const { rows } = await stage.query(
          'select distinct tenant_id from citation where source_removed_at is not null',
        );
        return [
          ...unless(
            rows.some((row) => row.tenant_id === TENANTS.ours),
            'nobody heard of it',
          ),
          ...unless(
            rows.every((row) => row.tenant_id === TENANTS.ours),
            'another tenant’s citations were changed',
          ),
        ];
      }),
  },
  {
    name: 'no citation hears that a document is gone which is there',
    run: (stage, world) =>
      stage.attempt(async () => {
        const there = documentIn('open');
        await stage.query('update citation set document_id = $1', [there]);
        await stage.become('app', world.ours.member);
        const { rows, refused } = await stage.query(NOTE, [there]);
        return unless(
          refused === undefined && rows[0]?.told === 0,
          'a source that is there is gone',
        );
      }),
  },
];
