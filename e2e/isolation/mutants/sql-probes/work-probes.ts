import { HOLDS, JOBS, OPERATIONS } from '../sql-library';
import { TENANTS } from '../sql-people';
import { type SqlProbe, unless } from '../sql-probe';
import type { SqlStage } from '../sql-stage';
import { wrongContext } from './credential-probes';

const { ours, theirs, paused, erasing, erased } = TENANTS;
/** So many that no tenant is at its cap. */
const SLOTS = 1_000;
const LEASE = "interval '30 seconds'";

export const WORK_PROBES: readonly SqlProbe[] = [
  {
    name: 'a worker is given waiting jobs of active tenants, each with a context for its own',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.become('worker');
        const problems: string[] = [];
        for (;;) {
          const { rows } = await stage.query(
            `select * from tenancy.claim_job('me', ${LEASE}, ${SLOTS})`,
          );
          const [row] = rows;
          if (!row) return problems;
          problems.push(
            ...unless(
              row.tenant_id === theirs || row.tenant_id === ours,
              'a job of a tenant that is not active',
            ),
            ...unless(
              row.job_id !== JOBS.held && row.job_id !== JOBS.done,
              'a job that another worker holds or ended',
            ),
            ...wrongContext(
              row.context,
              [String(row.tenant_id), String(row.job_id), 'worker', 'worker'],
              31,
            ),
          );
          if (problems.length > 0) return problems;
        }
      }),
  },
  {
    name: 'a worker renews what it holds and nothing else',
    run: async (stage) => {
      const wrong: [string, string, string][] = [
        [ours, JOBS.held, 'second'],
        [ours, JOBS.done, 'first'],
        [paused, JOBS.lost, 'first'],
        [erasing, JOBS.held, 'first'],
      ];
      const call = `select * from tenancy.renew_job($1, $2, $3, ${LEASE})`;
      return renewals(stage, call, wrong, JOBS.held);
    },
  },
  {
    name: 'an operation is given while it waits and its tenant may be worked on',
    run: (stage) =>
      stage.attempt(async () => {
        await stage.become('worker');
        const problems: string[] = [];
        for (;;) {
          const { rows } = await stage.query(
            `select * from tenancy.claim_operation('me', ${LEASE})`,
          );
          const [row] = rows;
          if (!row) return problems;
          problems.push(
            ...unless(row.tenant_id !== erasing, 'work on a tenant that is being erased'),
            ...unless(
              row.operation_id !== OPERATIONS.held,
              'an operation that another worker holds',
            ),
            ...wrongContext(
              row.context,
              [String(row.tenant_id), String(row.operation_id), 'worker', 'worker'],
              31,
            ),
          );
          if (problems.length > 0) return problems;
        }
      }),
  },
  {
    name: 'a worker renews the operation that it holds and nothing else',
    run: async (stage) => {
      const wrong: [string, string, string][] = [
        [ours, OPERATIONS.held, 'second'],
        [ours, OPERATIONS.done, 'first'],
        [erasing, OPERATIONS.queued, 'first'],
      ];
      const call = `select * from tenancy.renew_operation($1, $2, $3, ${LEASE})`;
      return renewals(stage, call, wrong, OPERATIONS.held);
    },
  },
  {
    name: 'stale holds are the forgotten ones of living tenants, each with a context for its own',
    run: async (stage) => {
      const { rows } = await stage.as(
        'worker',
        '',
        `select * from tenancy.stale_reservations(interval '1 minute', 100)`,
      );
      return [
        ...unless(rows.length > 0, 'no hold is found'),
        ...rows.flatMap((row) => [
          ...unless(
            row.reservation_id === HOLDS.stale && row.tenant_id !== erased,
            'a hold that is not stale',
          ),
          ...wrongContext(row.context, [
            String(row.tenant_id),
            String(row.reservation_id),
            'worker',
            'worker',
          ]),
        ]),
      ];
    },
  },
];

async function renewals(
  stage: SqlStage,
  call: string,
  wrong: string[][],
  held: string,
): Promise<string[]> {
  const problems: string[] = [];
  for (const params of wrong) {
    const { count } = await stage.as('worker', '', call, params);
    problems.push(...unless(count === 0, `renewed for ${params.join()}`));
  }
  const { rows } = await stage.as('worker', '', call, [ours, held, 'first']);
  problems.push(...unless(rows.length === 1, `${rows.length} contexts`));
  for (const row of rows)
    problems.push(...wrongContext(row.context, [ours, held, 'worker', 'worker'], 31));
  return problems;
}
