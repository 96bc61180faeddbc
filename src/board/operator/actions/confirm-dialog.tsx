// The dialog before an action that can't be undone.

import { useEffect, useId, useRef } from "react";
import { useTexts } from "../texts/use-texts.ts";

interface Props {
  readonly question: string;
  /** The label of the button that confirms. */
  readonly action: string;
  readonly onAnswer: (confirmed: boolean) => void;
}

/** A modal dialog. "Cancel" is first and has the focus. Escape cancels too. */
export function ConfirmDialog({ question, action, onAnswer }: Props) {
  const t = useTexts();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  // The dialog closes itself before React removes it. The browser then restores the focus.
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
