import { z } from 'zod';

/** Who hears of it: operators of the platform's health, finance of costs. */
export type NoticeAudience = 'operators' | 'finance';

/** Told of alerts that nobody acknowledged, and of nothing else. */
const onlyEscalations = z.boolean().optional();

export const addEndpointSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('email'),
    onlyEscalations,
    address: z.email('Give an e-mail address.').max(320),
  }),
  z.object({
    kind: z.literal('webhook'),
    onlyEscalations,
    address: z
      .url({ protocol: /^https?$/, error: 'Give an address that begins with https://.' })
      .max(500, 'At most 500 characters.')
      .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), 'Leave out user and password.'),
  }),
]);
export type AddEndpoint = z.infer<typeof addEndpointSchema>;

export const removeEndpointSchema = z.object({ id: z.guid() });

export interface EndpointView {
  id: string;
  kind: AddEndpoint['kind'];
  address: string;
  onlyEscalations: boolean;
  createdAt: string;
  createdBy: string;
  /** Of its last hundred notices. */
  delivered: number;
  waiting: number;
  givenUp: number;
  /** A status or a code of the last try that failed since something was delivered. */
  lastFailure: string | null;
}

export interface AddedEndpoint {
  id: string;
  /** Of a webhook, for checking signatures; shown this once. */
  secret: string | null;
}
