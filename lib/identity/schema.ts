import { z } from 'zod';

export const MIN_PASSWORD = 12;

/** Sign-in names are compared in lower case, as the database keeps them. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('Enter an e-mail address such as name@company.com.'));

export const newPasswordSchema = z
  .string()
  .min(MIN_PASSWORD, `Use at least ${MIN_PASSWORD} characters.`)
  // argon2 reads all of it, so its length bounds the work a stranger can ask for.
  .max(200, 'Use at most 200 characters.');

export const nameSchema = z.string().trim().min(1, 'Enter your name.').max(120);

export const codeSchema = z
  .string()
  .transform((text) => text.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'The code has six digits.'));

/** One of the people that the seed made, as `.data/demo-sign-ins.json` lists them. */
export const demoSignInSchema = z.object({
  who: z.string(),
  role: z.string(),
  email: z.string(),
  password: z.string(),
  url: z.string(),
});
export type DemoSignIn = z.infer<typeof demoSignInSchema>;

/** How a person says once more who that is, before something that cannot be undone. */
export type ProofKind = 'code' | 'password' | 'sign_in';

export const personProofSchema = z.object({
  /** The password or the authenticator's code; empty for who has neither. */
  secret: z.string().max(1_000),
});
export type PersonProof = z.infer<typeof personProofSchema>;

/** What an inviter hands over; shown once, since only the token's hash is kept. */
export interface InvitationLink {
  /** Path of the one-time page. */
  link: string;
  /** `set_password` for an account that the invitation made, `join` for one that was there before. */
  kind: 'set_password' | 'join';
}

export const sessionIdSchema = z.guid();

/** One place where an account is signed in. */
export interface SessionView {
  id: string;
  /** "Firefox on Windows"; null where it was not said. */
  device: string | null;
  signedInAt: string;
  /** At most a quarter of an hour behind. */
  seenAt: string;
  endsAt: string;
  /** The one that asks. */
  current: boolean;
}

/** What a form of these pages gets back when it could not do its work. */
export interface FormFailure {
  message: string;
  /** Seconds until the same request can succeed. */
  retryAfter?: number;
  /** By field name. */
  fields?: Record<string, string>;
}
