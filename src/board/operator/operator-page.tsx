// The operator's page: a door, and behind it the dashboard.

import { useEffect } from "react";
import { Dashboard } from "./dashboard.tsx";
import { SignIn } from "./sign-in.tsx";
import { useTexts } from "./texts/use-texts.ts";
import { useSession } from "./use-session.ts";

export function OperatorPage() {
  const { session, signIn, signOut } = useSession();
  const t = useTexts();
  useEffect(() => {
    if (session.status !== "signed_in") document.title = t.title;
  }, [session.status, t]);

  switch (session.status) {
    case "signed_in":
      return <Dashboard apiKey={session.key} onSignOut={signOut} />;
    case "asking":
      return <SignIn asking error={null} onKey={signIn} />;
    case "signed_out":
      return <SignIn asking={false} error={session.error} onKey={signIn} />;
  }
}
