// The trader's page begins here.

import "./theme.css";
import { createRoot } from "react-dom/client";
import { apply } from "./preferences.ts";

apply();
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<h1>Signals</h1>);
