import type { CreatedTenant } from './create-tenant';
import type { Draw } from './draw';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const OPENS = 7;
const OFFICE_HOURS = 11;
/** Seconds between the questions of a visit. */
const PAUSE = { reading: [20, 110], rushing: [1, 3] } as const;

export interface Visit {
  at: number;
  tenant: CreatedTenant;
  questions: number;
  /** Seconds between questions, at least and at most. */
  pause: readonly [number, number];
}

/** Who comes when, in order: office hours of each tenant, fewer visits at weekends, none after `end`. */
export function planVisits(
  created: CreatedTenant[],
  start: number,
  end: number,
  draw: Draw,
): Visit[] {
  return created
    .flatMap((tenant) => [...visitsOf(tenant, start, end, draw), ...rushOf(tenant, start)])
    .filter(({ at }) => at < end - HOUR_MS / 6)
    .sort((a, b) => a.at - b.at);
}

function visitsOf(tenant: CreatedTenant, start: number, end: number, draw: Draw): Visit[] {
  const visits: Visit[] = [];
  for (let day = start; day < end; day += DAY_MS) {
    const wanted =
      tenant.tenant.questionsPerDay * (isWeekend(day) ? 0.2 : 1) * (0.7 + 0.6 * draw.uniform());
    for (let asked = 0; asked < wanted; ) {
      const questions = 1 + Math.floor(draw.uniform() * 3);
      const hour = OPENS + OFFICE_HOURS * (draw.uniform() + draw.uniform()) * 0.5;
      const at = local(day, hour, tenant.tenant.timeZone);
      visits.push({ at, tenant, questions, pause: PAUSE.reading });
      asked += questions;
    }
  }
  return visits;
}

/** Once somebody of a free plan asks faster than the plan allows, so that a refusal can be seen. */
function rushOf(tenant: CreatedTenant, start: number): Visit[] {
  if (tenant.tenant.plan !== 'free') return [];
  const day = workdayFrom(start + 8 * DAY_MS);
  const at = local(day, 11.4, tenant.tenant.timeZone);
  return [{ at, tenant, questions: 16, pause: PAUSE.rushing }];
}

/** The first Monday to Friday at or after a day's beginning. */
export function workdayFrom(day: number): number {
  return isWeekend(day) ? workdayFrom(day + DAY_MS) : day;
}

function isWeekend(day: number): boolean {
  return [0, 6].includes(new Date(day).getUTCDay());
}

/** The moment at which clocks of the time zone show `hour` on the day that begins at `day` in UTC. */
function local(day: number, hour: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const name = shown.formatToParts(day).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) + Number(minutes ?? 0) / 60);
  return day + (hour - offset) * HOUR_MS;
}
