import { redirect } from 'next/navigation';
import { currentPerson } from '@/lib/identity/current-session';

export default async function Landing() {
  redirect((await currentPerson()) ? '/workspaces' : '/sign-in');
}
