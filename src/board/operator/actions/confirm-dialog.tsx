// A question before something that can't be taken back. Its first button is the one that does nothing.

import { useEffect, useId, useRef } from "react";
import { useTexts } from "../texts/use-texts.ts";

interface Props {
  readonly question: string;
  readonly action: string;
  readonly onAnswer: (confirmed: boolean) => void;
}

export function ConfirmDialog({ question, action, onAnswer }: Props) {
  const t = useTexts();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  // Closed by itself, not taken away open: then the browser gives the focus back to where it was.
  return (
    <dialog
      ref={dialog}
      className="card"
      aria-labelledby={id}
      onClose={(event) => onAnswer(event.currentTarget.returnValue === "confirmed")}
    >
      <p id={id}>{question}</p>
      <div className="controls">
        <button type="button" onClick={() => dialog.current?.close("")}>
          {t.cancel}
        </button>
        <button type="button" className="danger" onClick={() => dialog.current?.close("confirmed")}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
