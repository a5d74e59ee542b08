'use client';

import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs';
import { useMounted } from '@/components/ui/use-mounted';

/** How a program uses a key, with this installation's address. */
export function KeySnippets({ model }: { model: string }) {
  const mounted = useMounted();
  const origin = mounted ? window.location.origin : '';
  const snippets = [
    { id: 'typescript', label: 'TypeScript', text: typescript(origin, model) },
    { id: 'python', label: 'Python', text: python(origin, model) },
    { id: 'curl', label: 'curl', text: curl(origin, model) },
  ];
  return (
    <Card
      title="Use a key"
      description="The official Anthropic SDK works with this address as its base URL and a key that may use Messages."
    >
      <Tabs defaultValue="typescript">
        <TabsList aria-label="Languages">
          {snippets.map(({ id, label }) => (
            <TabsTrigger key={id} value={id}>
              {label}
            </TabsTrigger>
          ))}
        </TabsList>
        {snippets.map(({ id, label, text }) => (
          <TabsContent key={id} value={id}>
            <div className="relative">
              <pre className="whitespace-pre-wrap rounded-md bg-sunken p-4 pr-12 font-mono text-[0.8125rem] leading-relaxed [overflow-wrap:anywhere]">
                {text}
              </pre>
              <CopyButton
                text={text}
                label={`the ${label} example`}
                className="absolute top-2 right-2"
              />
            </div>
          </TabsContent>
        ))}
      </Tabs>
    </Card>
  );
}

const typescript = (origin: string, model: string) => `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({
  baseURL: '${origin}',
  apiKey: process.env.TENANTRY_API_KEY,
});
const message = await client.messages.create({
  model: '${model}',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Hello' }],
});`;

const python = (origin: string, model: string) => `import os
from anthropic import Anthropic

client = Anthropic(base_url="${origin}", api_key=os.environ["TENANTRY_API_KEY"])
message = client.messages.create(
    model="${model}",
    max_tokens=1024,
    messages=[{"role": "user", "content": "Hello"}],
)`;

const curl = (origin: string, model: string) => `curl ${origin}/v1/messages \\
  -H "x-api-key: $TENANTRY_API_KEY" \\
  -H "anthropic-version: 2023-06-01" \\
  -H "content-type: application/json" \\
  -d '{"model": "${model}", "max_tokens": 1024,
       "messages": [{"role": "user", "content": "Hello"}]}'`;
