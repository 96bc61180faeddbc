// The operator's page begins here.

import "../shared/theme.css";
import "./operator.css";
import "./actions/form.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applyPreferences } from "../shared/preferences.ts";
import { OperatorPage } from "./operator-page.tsx";

applyPreferences();
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <OperatorPage />
    </StrictMode>,
  );
}
