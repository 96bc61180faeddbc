// The traders' page starts here.

import "../shared/theme.css";
import "./board.css";
import "./table/table.css";
import "./detail/detail.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { SessionSecret } from "../shared/session-secret.ts";
import { applyPreferences } from "../shared/preferences.ts";

applyPreferences();
const secret = new SessionSecret("token");
secret.readFromLinks();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App secret={secret} />
  </StrictMode>,
);
