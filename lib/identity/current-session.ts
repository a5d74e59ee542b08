import { cache } from 'react';
import { readSessionCookie } from './session-cookie';
import { type SessionPerson, sessionPerson } from './session-person';

/** The token of this request's cookie, read once a page. Only the database can say whether it still holds. */
export const sessionToken: () => Promise<string | undefined> = cache(readSessionCookie);

/** Who is signed in, read once a page. */
export const currentPerson: () => Promise<SessionPerson | undefined> = cache(async () => {
  const token = await sessionToken();
  return token ? sessionPerson(token) : undefined;
});
