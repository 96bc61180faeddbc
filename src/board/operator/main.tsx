// The operator's page begins here.

import "../theme.css";
import "../page.css";
import "./operator.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { KeptSecret } from "../kept-secret.ts";
import { apply } from "../preferences.ts";
import { OperatorApp } from "./operator-app.tsx";

apply();
const operatorKey = new KeptSecret("key");
operatorKey.followLinks();

const root = document.getElementById("root");
if (root === null) throw new Error("operator.html has no #root");
createRoot(root).render(
  <StrictMode>
    <OperatorApp operatorKey={operatorKey} producerKey={new KeptSecret("producer_key")} />
  </StrictMode>,
);
