import { utc } from '@/components/console/addon-draft';

/** Times in UTC as they are typed; empty: at once, and never. */
export interface Schedule {
  startsAt: string;
  endsAt: string;
}

export const NO_SCHEDULE: Schedule = { startsAt: '', endsAt: '' };

/** As instants, null where nothing was typed; what is no time stays as it is, to be refused. */
export function scheduleInput({
  startsAt,
  endsAt,
}: Schedule): Record<keyof Schedule, string | null> {
  return {
    startsAt: startsAt === '' ? null : utc(startsAt),
    endsAt: endsAt === '' ? null : utc(endsAt),
  };
}
