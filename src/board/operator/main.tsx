// The operator's page begins here.

import "../theme.css";
import "./operator.css";
import "./form.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { apply } from "../preferences.ts";
import { OperatorPage } from "./operator-page.tsx";

apply();
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <OperatorPage />
    </StrictMode>,
  );
}
