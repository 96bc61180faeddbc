// The operators' page starts here, with the sign-in form or the dashboard.

import "../shared/theme.css";
import "./operator.css";
import "./actions/form.css";
import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { applyPreferences } from "../shared/preferences.ts";
import { Dashboard } from "./dashboard.tsx";
import { SignIn } from "./sign-in.tsx";
import { useTexts } from "./texts/use-texts.ts";
import { useSession } from "./use-session.ts";

function OperatorPage() {
  const { session, signIn, signOut } = useSession();
  const t = useTexts();
  useEffect(() => {
    if (session.status !== "signed_in") document.title = t.title;
  }, [session.status, t]);

  switch (session.status) {
    case "signed_in":
      return <Dashboard apiKey={session.key} onSignOut={signOut} />;
    case "checking":
      return <SignIn checking error={null} onKey={signIn} />;
    case "signed_out":
      return <SignIn checking={false} error={session.error} onKey={signIn} />;
  }
}

applyPreferences();
const root = document.getElementById("root");
if (root === null) throw new Error("operator.html has no #root");
createRoot(root).render(
  <StrictMode>
    <OperatorPage />
  </StrictMode>,
);
