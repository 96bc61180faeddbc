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
    if (session.at !== "signed_in") document.title = t.title;
  }, [session.at, t]);

  switch (session.at) {
    case "signed_in":
      return <Dashboard apiKey={session.key} onSignOut={signOut} />;
    case "asking":
      return <SignIn asking trouble={null} onKey={signIn} />;
    case "signed_out":
      return <SignIn asking={false} trouble={session.trouble} onKey={signIn} />;
  }
}
