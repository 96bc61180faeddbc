// The trader's page begins here.

import "../theme.css";
import "./page.css";
import "./board.css";
import "./table.css";
import "./detail.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { KeptSecret } from "../kept-secret.ts";
import { apply } from "../preferences.ts";

apply();
const kept = new KeptSecret("token");
kept.followLinks();

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App kept={kept} />
  </StrictMode>,
);
