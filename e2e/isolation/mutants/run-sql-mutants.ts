import { makeScratchDatabase } from '@/e2e/support/scratch-database';
import { applySqlMutant, type SqlMutant } from './sql-mutant';
import { AUDIT_CHANGE_MUTANTS } from './sql-mutants/audit-change-mutants';
import { AUDIT_EXPIRY_MUTANTS } from './sql-mutants/audit-expiry-mutants';
import { AUDIT_MUTANTS } from './sql-mutants/audit-mutants';
import { BUDGET_MUTANTS } from './sql-mutants/budget-mutants';
import { CONTAINMENT_MUTANTS } from './sql-mutants/containment-mutants';
import { CONTEXT_MUTANTS } from './sql-mutants/context-mutants';
import { COST_MUTANTS } from './sql-mutants/cost-mutants';
import { CREDENTIAL_MUTANTS } from './sql-mutants/credential-mutants';
import { DEFERRED_MUTANTS } from './sql-mutants/deferred-mutants';
import { EXPORT_MUTANTS } from './sql-mutants/export-mutants';
import { FINANCE_MUTANTS } from './sql-mutants/finance-mutants';
import { FLEET_MUTANTS } from './sql-mutants/fleet-mutants';
import { GOVERNED_MUTANTS } from './sql-mutants/governed-mutants';
import { GRANT_MUTANTS } from './sql-mutants/grant-mutants';
import { HAND_CONTAINMENT_MUTANTS } from './sql-mutants/hand-containment-mutants';
import { INSTANCE_MUTANTS } from './sql-mutants/instance-mutants';
import { KEPT_FIGURE_MUTANTS } from './sql-mutants/kept-figure-mutants';
import { KEY_MUTANTS } from './sql-mutants/key-mutants';
import { LEAVING_MUTANTS } from './sql-mutants/leaving-mutants';
import { LIMIT_MUTANTS } from './sql-mutants/limit-mutants';
import { LONE_STEP_MUTANTS } from './sql-mutants/lone-step-mutants';
import { NOTICE_MUTANTS } from './sql-mutants/notice-mutants';
import { NOTIFICATION_MUTANTS } from './sql-mutants/notification-mutants';
import { OPERATION_MUTANTS } from './sql-mutants/operation-mutants';
import { OPERATIONS_RECORD_MUTANTS } from './sql-mutants/operations-record-mutants';
import { OWN_BUDGET_MUTANTS } from './sql-mutants/own-budget-mutants';
import { PEOPLE_MUTANTS } from './sql-mutants/people-mutants';
import { PLACEMENT_MUTANTS } from './sql-mutants/placement-mutants';
import { POLICY_MUTANTS, tableMutants } from './sql-mutants/policy-mutants';
import { RECORD_MUTANTS } from './sql-mutants/record-mutants';
import { ROLLUP_MUTANTS } from './sql-mutants/rollup-mutants';
import { SHOWBACK_MUTANTS } from './sql-mutants/showback-mutants';
import { SIGNED_OUT_MUTANTS } from './sql-mutants/signed-out-mutants';
import { SOURCE_MUTANTS } from './sql-mutants/source-mutants';
import { STATEMENT_MUTANTS } from './sql-mutants/statement-mutants';
import { SUPPORT_MUTANTS } from './sql-mutants/support-mutants';
import { TOOL_MUTANTS } from './sql-mutants/tool-mutants';
import { WORK_MUTANTS } from './sql-mutants/work-mutants';
import type { SqlProbe } from './sql-probe';
import { AUDIT_CHANGE_PROBES } from './sql-probes/audit-change-probes';
import { AUDIT_EXPIRY_PROBES } from './sql-probes/audit-expiry-probes';
import { AUDIT_PROBES } from './sql-probes/audit-probes';
import { BUDGET_PROBES } from './sql-probes/budget-probes';
import { CATALOGUE_PROBES } from './sql-probes/catalogue-probes';
import { CONTAINMENT_PROBES } from './sql-probes/containment-probes';
import { COST_PROBES } from './sql-probes/cost-probes';
import { CREDENTIAL_PROBES } from './sql-probes/credential-probes';
import { DEFERRED_PROBES } from './sql-probes/deferred-probes';
import { ENTRY_PROBES } from './sql-probes/entry-probes';
import { EXPORT_PROBES } from './sql-probes/export-probes';
import { FINANCE_PROBES } from './sql-probes/finance-probes';
import { FLEET_PROBES } from './sql-probes/fleet-probes';
import { GOVERNED_PROBES } from './sql-probes/governed-probes';
import { HAND_CONTAINMENT_PROBES } from './sql-probes/hand-containment-probes';
import { HIDDEN_NAME_PROBES } from './sql-probes/hidden-name-probes';
import { INSTANCE_PROBES } from './sql-probes/instance-probes';
import { KEPT_FIGURE_PROBES } from './sql-probes/kept-figure-probes';
import { KEY_PROBES } from './sql-probes/key-probes';
import { LEAVING_PROBES } from './sql-probes/leaving-probes';
import { LIMIT_PROBES } from './sql-probes/limit-probes';
import { LONE_STEP_PROBES } from './sql-probes/lone-step-probes';
import { MINUTE_PROBES } from './sql-probes/minute-probes';
import { NOTICE_PROBES } from './sql-probes/notice-probes';
import { NOTIFICATION_PROBES } from './sql-probes/notification-probes';
import { OPERATION_PROBES } from './sql-probes/operation-probes';
import { OPERATIONS_RECORD_PROBES } from './sql-probes/operations-record-probes';
import { OWN_BUDGET_PROBES } from './sql-probes/own-budget-probes';
import { OWNER_PROBES } from './sql-probes/owner-probes';
import { PEOPLE_FUNCTION_PROBES } from './sql-probes/people-function-probes';
import { PERSON_PROBES } from './sql-probes/person-probes';
import { PLACEMENT_PROBES } from './sql-probes/placement-probes';
import { PLATFORM_PROBES } from './sql-probes/platform-probes';
import { RECEIPT_PROBES } from './sql-probes/receipt-probes';
import { RECORD_PROBES } from './sql-probes/record-probes';
import { ROLLUP_PROBES } from './sql-probes/rollup-probes';
import { ROW_PROBES } from './sql-probes/row-probes';
import { SHOWBACK_PROBES } from './sql-probes/showback-probes';
import { SIGNED_OUT_PROBES } from './sql-probes/signed-out-probes';
import { SOURCE_PROBES } from './sql-probes/source-probes';
import { STATEMENT_PROBES } from './sql-probes/statement-probes';
import { SUPPORT_GRANT_PROBES } from './sql-probes/support-grant-probes';
import { SUPPORT_PROBES } from './sql-probes/support-probes';
import { TOOL_PROBES } from './sql-probes/tool-probes';
import { WORK_PROBES } from './sql-probes/work-probes';
import { SqlStage } from './sql-stage';
import { makeSqlWorld } from './sql-world';

export interface MutantResult {
  name: string;
  /** The probe that saw it; undefined for one that survived. */
  killedBy: string | undefined;
}

/** Attacks first: the catalogue's checks are to catch what no attack of today shows. */
const PROBES: readonly SqlProbe[] = [
  ...CREDENTIAL_PROBES,
  ...ENTRY_PROBES,
  ...FINANCE_PROBES,
  ...STATEMENT_PROBES,
  ...EXPORT_PROBES,
  ...WORK_PROBES,
  ...BUDGET_PROBES,
  ...CONTAINMENT_PROBES,
  ...HAND_CONTAINMENT_PROBES,
  ...OPERATIONS_RECORD_PROBES,
  ...INSTANCE_PROBES,
  ...MINUTE_PROBES,
  ...DEFERRED_PROBES,
  ...KEPT_FIGURE_PROBES,
  ...KEY_PROBES,
  ...LONE_STEP_PROBES,
  ...NOTICE_PROBES,
  ...COST_PROBES,
  ...NOTIFICATION_PROBES,
  ...OPERATION_PROBES,
  ...OWN_BUDGET_PROBES,
  ...LIMIT_PROBES,
  ...GOVERNED_PROBES,
  ...PLACEMENT_PROBES,
  ...LEAVING_PROBES,
  ...OWNER_PROBES,
  ...RECEIPT_PROBES,
  ...HIDDEN_NAME_PROBES,
  ...AUDIT_PROBES,
  ...AUDIT_CHANGE_PROBES,
  ...AUDIT_EXPIRY_PROBES,
  ...PEOPLE_FUNCTION_PROBES,
  ...PERSON_PROBES,
  ...PLATFORM_PROBES,
  ...RECORD_PROBES,
  ...SUPPORT_PROBES,
  ...SUPPORT_GRANT_PROBES,
  ...ROLLUP_PROBES,
  ...FLEET_PROBES,
  ...SHOWBACK_PROBES,
  ...ROW_PROBES,
  ...SIGNED_OUT_PROBES,
  ...SOURCE_PROBES,
  ...TOOL_PROBES,
  ...CATALOGUE_PROBES,
];

/**
 * Breaks the store's lock in every way listed, one at a time, each in a transaction that is rolled back,
 * and asks the probes. Throws when a probe complains about the unbroken database.
 */
export async function runSqlMutants(): Promise<MutantResult[]> {
  const { superuser, close } = await makeScratchDatabase();
  try {
    await superuser.query('begin');
    const world = await makeSqlWorld(superuser);
    const stage = new SqlStage(superuser);
    const problemsOf = async (probe: SqlProbe) =>
      (await probe.run(stage, world)).map((problem) => `${probe.name}: ${problem}`);
    const unbroken: string[] = [];
    for (const probe of PROBES) unbroken.push(...(await problemsOf(probe)));
    if (unbroken.length > 0)
      throw new Error(`Probes fail without any mutant:\n${unbroken.join('\n')}`);
    const mutants: SqlMutant[] = [
      ...CONTEXT_MUTANTS,
      ...CREDENTIAL_MUTANTS,
      ...WORK_MUTANTS,
      ...EXPORT_MUTANTS,
      ...BUDGET_MUTANTS,
      ...CONTAINMENT_MUTANTS,
      ...HAND_CONTAINMENT_MUTANTS,
      ...OPERATIONS_RECORD_MUTANTS,
      ...INSTANCE_MUTANTS,
      ...DEFERRED_MUTANTS,
      ...FINANCE_MUTANTS,
      ...STATEMENT_MUTANTS,
      ...KEPT_FIGURE_MUTANTS,
      ...KEY_MUTANTS,
      ...LONE_STEP_MUTANTS,
      ...NOTICE_MUTANTS,
      ...COST_MUTANTS,
      ...NOTIFICATION_MUTANTS,
      ...OPERATION_MUTANTS,
      ...OWN_BUDGET_MUTANTS,
      ...LIMIT_MUTANTS,
      ...GOVERNED_MUTANTS,
      ...PLACEMENT_MUTANTS,
      ...LEAVING_MUTANTS,
      ...AUDIT_MUTANTS,
      ...AUDIT_CHANGE_MUTANTS,
      ...AUDIT_EXPIRY_MUTANTS,
      ...PEOPLE_MUTANTS,
      ...RECORD_MUTANTS,
      ...SUPPORT_MUTANTS,
      ...ROLLUP_MUTANTS,
      ...FLEET_MUTANTS,
      ...SHOWBACK_MUTANTS,
      ...SIGNED_OUT_MUTANTS,
      ...TOOL_MUTANTS,
      ...SOURCE_MUTANTS,
      ...POLICY_MUTANTS,
      ...GRANT_MUTANTS,
      ...tableMutants(world.tables),
    ];
    const order = [...PROBES];
    const results: MutantResult[] = [];
    for (const mutant of mutants) {
      const killedBy = await stage.attempt(async () => {
        await applySqlMutant(superuser, mutant);
        return firstProblem(order, problemsOf);
      });
      results.push({ name: mutant.name, killedBy });
    }
    return results;
  } finally {
    await superuser.query('rollback').catch(() => undefined);
    await close();
  }
}

/** Neighbours in the list are alike: the probe that saw one is asked first about the next. */
async function firstProblem(
  order: SqlProbe[],
  problemsOf: (probe: SqlProbe) => Promise<string[]>,
): Promise<string | undefined> {
  for (const [index, probe] of order.entries()) {
    const [problem] = await problemsOf(probe);
    if (!problem) continue;
    order.splice(index, 1);
    order.unshift(probe);
    return problem;
  }
  return undefined;
}
