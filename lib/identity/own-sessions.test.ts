import { describe, expect, it } from 'vitest';
import { makeAccount } from '@/e2e/support/make-account';
import { newSecret } from '@/lib/ids';
import { deviceWords } from './device-words';
import { endOtherSessions, endOwnSession, listOwnSessions } from './own-sessions';
import { sessionPerson } from './session-person';
import { createSession } from './sessions';

const holds = async (token: string) => (await sessionPerson(token)) !== undefined;
const agent = (text: string) => deviceWords(new Headers({ 'user-agent': text }));

async function signedIn() {
  const { id } = await makeAccount({});
  const here = await createSession(id, { device: 'Firefox on Linux' });
  const there = await createSession(id, { device: 'Safari on iPhone' });
  return { here, there };
}

describe('own sessions', () => {
  it('are listed by device, the asking one first, and nobody else’s', async () => {
    const { here } = await signedIn();
    await signedIn();
    expect(
      (await listOwnSessions(here)).map(({ device, current }) => ({ device, current })),
    ).toEqual([
      { device: 'Firefox on Linux', current: true },
      { device: 'Safari on iPhone', current: false },
    ]);
  });

  it('end one by one, at once, and never by somebody else', async () => {
    const { here, there } = await signedIn();
    const stranger = await signedIn();
    const id = (await listOwnSessions(here))[1]?.id ?? '';
    await endOwnSession(stranger.here, id);
    expect(await holds(there)).toBe(true);
    await endOwnSession(here, id);
    expect([await holds(here), await holds(there)]).toEqual([true, false]);
    await expect(listOwnSessions(there)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(endOtherSessions(there)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('end all others, and this one only by signing out', async () => {
    const { here, there } = await signedIn();
    const stranger = await signedIn();
    const [own] = await listOwnSessions(here);
    await endOwnSession(here, own?.id ?? '');
    await endOtherSessions(here);
    expect([await holds(here), await holds(there)]).toEqual([true, false]);
    expect([await holds(stranger.here), await holds(stranger.there)]).toEqual([true, true]);
    await expect(endOtherSessions(newSecret())).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36',
      'Chrome on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1',
      'Safari on iPhone',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox on Linux'],
    ['<script>alert(1)</script>', undefined],
    ['', undefined],
  ])('of %s is %s', (text, words) => {
    expect(agent(text)).toBe(words);
  });
});
