import NextAuth from 'next-auth';
import { addressSignIn } from '@/lib/env';
import { nextAuthOptions } from '@/lib/identity/next-auth-options';

addressSignIn();

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

/** Options are made per request: the secret exists only once the installation has its secrets. */
async function handler(request: Request, context: Context): Promise<Response> {
  // next-auth would let strangers write into our log here.
  if ((await context.params).nextauth[0] === '_log') return new Response(null, { status: 204 });
  return NextAuth(nextAuthOptions())(request, context);
}

export { handler as GET, handler as POST };
