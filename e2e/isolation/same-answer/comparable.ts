import type { Received } from '../visitor';
import { flightForm } from './flight-form';
import { pageForm } from './page-form';

/** Headers whose value is another one with each answer; a limit counts every request. */
const OF_THE_MOMENT = ['date', 'x-request-id', 'request-id', 'server-timing', 'ratelimit'];

/**
 * Status, headers and body, byte for byte, without what must differ for a foreign and an absent object: the
 * date, the id of the request, the nonce, and `names`, which the client itself put into the address. Pages
 * come in pieces whose order depends on the moment; they are put together first. A 404 of a route carries no
 * id of the request in its body, so there nothing is excused.
 */
export function comparable(received: Received, names: string[]): string {
  const { status, headers, body } = received;
  const nonce = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1];
  const masked = [
    ...names.flatMap((name) => [name, encodeURIComponent(name)]),
    ...(nonce ? [nonce] : []),
  ].filter((each) => each !== '');
  const mask = (text: string) => masked.reduce((left, each) => left.replaceAll(each, '<it>'), text);
  const sent = [...headers]
    .filter(([name]) => !OF_THE_MOMENT.includes(name))
    .map(([name, value]) => [name, name === 'link' ? ownHints(value, body) : value])
    .filter(([name, value]) => name !== 'link' || value !== '')
    .map(([name, value]) => mask(`${name}: ${value}`));
  return `${status}\n${sent.join('\n')}\n\n${bodyForm()}`;

  function bodyForm(): string {
    const type = headers.get('content-type') ?? '';
    if (body !== '' && type.startsWith('text/html')) return pageForm(body, mask);
    if (type.startsWith('text/x-component')) return flightForm(Buffer.from(body), mask);
    // Of a PDF what can be read is compared; a statement that is not closed says as of when.
    if (received.words) return mask(received.words).replace(/as of \S+/, 'as of');
    // A summary says when it was computed.
    const text = mask(body).replace(/^computed_at,.*$/m, 'computed_at');
    return status === 404 ? text : text.replace(/"requestId":"[^"]*"/g, '"requestId"');
  }
}

/**
 * What a header tells the browser to load early, without what the page names too: how much of that is known
 * when the headers leave depends on the moment.
 */
function ownHints(link: string, body: string): string {
  return link
    .split(', ')
    .filter((hint) => !body.includes(/^<([^>]+)>/.exec(hint)?.[1] ?? hint))
    .join(', ');
}

const AROUND = 60;

/** Where two forms begin to differ, in words. */
export function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - AROUND), at + AROUND);
  return `…${around(a)}… and …${around(b)}…`;
}
