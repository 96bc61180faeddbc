// Asks whether somebody is sure.

import { useEffect, useRef, type ReactNode } from "react";
import { useTexts } from "./texts/use-texts.ts";

interface ConfirmProps {
  /** What will happen. */
  readonly question: string;
  readonly onAnswer: (sure: boolean) => void;
}

/** A modal dialog for as long as it is rendered; Escape means no. */
export function Confirm({ question, onAnswer }: ConfirmProps): ReactNode {
  const texts = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="card"
      aria-labelledby="question"
      onCancel={() => onAnswer(false)}
    >
      <p id="question">{question}</p>
      <div className="tools">
        {/* First, and with the focus: Enter by mistake does nothing. */}
        <button type="button" autoFocus onClick={() => onAnswer(false)}>
          {texts.cancel}
        </button>
        <button type="button" className="danger" onClick={() => onAnswer(true)}>
          {texts.confirm}
        </button>
      </div>
    </dialog>
  );
}
