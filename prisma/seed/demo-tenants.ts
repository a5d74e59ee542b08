import type { Plan, TenantRole } from '@/lib/tenancy/schema';

export interface DemoPerson {
  name: string;
  email: string;
  role: TenantRole;
}

export interface DemoFolder {
  name: string;
  /** E-mails of those who may read it, or the name of a group; absent: everyone. */
  people?: string[];
  group?: string;
}

export interface DemoTenant {
  slug: string;
  name: string;
  plan: Plan;
  timeZone: string;
  people: DemoPerson[];
  groups: { name: string; people: string[] }[];
  folders: DemoFolder[];
  /** File of `library/<slug>/` and the folder it goes to; absent: the first folder. */
  documents: { file: string; folder?: string }[];
  /** Questions a working day, before the drawn variation. */
  questionsPerDay: number;
  /** Asked in the two weeks before the installation; some of them have no answer in the library. */
  questions: string[];
}
