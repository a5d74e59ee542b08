import { Time } from '@/components/ui/time';
import type { SupportedMessage } from '@/lib/support-access/schema';

/** Questions and answers as they were written, with the sentences that answers quote. Nothing of it is a link. */
export function SupportedConversation({ messages }: { messages: readonly SupportedMessage[] }) {
  return (
    <ol className="space-y-4">
      {messages.map((message) => (
        <li
          key={message.id}
          className="rounded-lg border border-line bg-surface px-4 py-3 shadow-card"
        >
          <p className="mb-1 text-ink-faint text-xs">
            {message.author === 'user' ? 'Question' : 'Answer'}, <Time value={message.createdAt} />
            {message.state !== 'complete' && `, ${message.state}`}
            {message.requestId && (
              <>
                , request <code className="break-all font-mono">{message.requestId}</code>
              </>
            )}
          </p>
          <p className="whitespace-pre-wrap text-sm leading-relaxed [overflow-wrap:anywhere]">
            {message.text}
          </p>
          {message.quotes.length > 0 && (
            <ol className="mt-3 space-y-2 border-line border-t pt-3 text-[0.8125rem] text-ink-soft">
              {message.quotes.map((quote) => (
                <li key={quote.id} className="[overflow-wrap:anywhere]">
                  <span className="tabular text-ink-faint">{quote.ordinal}.</span> “{quote.text}”{' '}
                  <span className="text-ink-faint">page {quote.page}</span>
                </li>
              ))}
            </ol>
          )}
        </li>
      ))}
    </ol>
  );
}
