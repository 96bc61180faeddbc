// The operator's page begins here.

import "../theme.css";
import "./operator.css";
import "./form.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applyPreferences } from "../preferences.ts";
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
