'use client';

import { ExternalLink } from 'lucide-react';
import { type ComponentProps, memo, useMemo, useState } from 'react';
import { Streamdown } from 'streamdown';
import type { CitationView } from '@/lib/chat/schema';
import { isAllowedLink } from '@/lib/guardrails/facts';
import { AnswerTable } from './answer-table';
import { CitationMarker } from './citation-marker';
import { dropLostMarkers } from './drop-lost-markers';
import { newMarkerHref, placeMarkers } from './place-markers';
import { isTangled } from './tangled-markdown';

/** What markdown itself can make. No images: one could carry words of the answer to another host. */
const ELEMENTS = [
  ...['p', 'br', 'hr', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'a', 'sup'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'input', 'section'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
];

interface AnswerMarkdownProps {
  text: string;
  citations: readonly CitationView[];
  streaming: boolean;
  /** Hosts that a link may lead to; null: any, and mail. */
  linkHosts: readonly string[] | null;
}

/** The model's markdown: no raw HTML, no images, links that say where they lead. */
export const AnswerMarkdown = memo(function AnswerMarkdown({
  text,
  citations,
  streaming,
  linkHosts,
}: AnswerMarkdownProps) {
  const [markerHref] = useState(newMarkerHref);
  const marked = useMemo(
    () => placeMarkers(text, citations, markerHref),
    [text, citations, markerHref],
  );
  const drawing = useMemo(
    () => ({
      rehypePlugins: [[dropLostMarkers, { markerHref }]] satisfies ComponentProps<
        typeof Streamdown
      >['rehypePlugins'],
      urlTransform: (url: string) =>
        url.startsWith(markerHref) ? url : webAddress(url, linkHosts),
      components: {
        a: ({ href, children }: ComponentProps<'a'>) => {
          const ordinal = href?.startsWith(markerHref) && Number(href.slice(markerHref.length));
          const citation = citations.find((each) => each.ordinal === ordinal);
          if (citation) return <CitationMarker citation={citation} />;
          return <SafeLink href={href}>{children}</SafeLink>;
        },
        table: AnswerTable,
      },
    }),
    [citations, markerHref, linkHosts],
  );
  if (isTangled(text))
    return (
      <p className="answer-text whitespace-pre-wrap text-[0.9375rem] leading-relaxed [overflow-wrap:anywhere]">
        {text}
      </p>
    );
  return (
    <Streamdown
      mode={streaming ? 'streaming' : 'static'}
      {...drawing}
      skipHtml
      allowedElements={ELEMENTS}
      unwrapDisallowed
      linkSafety={{ enabled: false }}
      controls={{ table: false, code: { download: false }, mermaid: false, image: false }}
      lineNumbers={false}
      className="answer-text space-y-3 text-[0.9375rem] leading-relaxed [overflow-wrap:anywhere]"
    >
      {marked}
    </Streamdown>
  );
});

/** Only the web and mail, and of the web what the workspace allows, as a browser reads the address. */
function webAddress(url: string, hosts: readonly string[] | null): string | undefined {
  if (hosts) return isAllowedLink(url, hosts) ? url : undefined;
  return URL.canParse(url) && ['http:', 'https:', 'mailto:'].includes(new URL(url).protocol)
    ? url
    : undefined;
}

function SafeLink({ href, children }: Pick<ComponentProps<'a'>, 'href' | 'children'>) {
  if (!href || !URL.canParse(href)) return <span>{children}</span>;
  const { host, pathname, protocol } = new URL(href);
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="font-medium text-accent-text underline underline-offset-2"
    >
      {children}
      <span className="ml-1 inline-flex items-center gap-0.5 font-normal text-ink-faint text-xs">
        ({protocol === 'mailto:' ? pathname : host}
        <ExternalLink aria-label="opens in a new tab" className="size-3" />)
      </span>
    </a>
  );
}
