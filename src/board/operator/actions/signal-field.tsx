// One field of the publish form, with its error message.

import { useId } from "react";

interface Common {
  readonly label: string;
  /** A line of its own. */
  readonly wide?: boolean;
  readonly problem?: string | null;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

type Props = Common &
  (
    | { readonly kind: "secret" }
    | { readonly kind: "text"; readonly list?: string }
    | { readonly kind: "choice"; readonly choices: readonly (readonly [string, string])[] }
  );

/** A labelled password, text or select field. `problem` is announced as an alert. */
export function SignalField(props: Props) {
  const { label, problem = null } = props;
  const id = useId();
  return (
    <div className={props.wide === true ? "wide" : undefined}>
      <label className="field">
        <span>{label}</span>
        <Control {...props} describedBy={problem === null ? undefined : id} />
      </label>
      {problem !== null && (
        <p role="alert" className="problem" id={id}>
          {problem}
        </p>
      )}
    </div>
  );
}

function Control(props: Props & { readonly describedBy: string | undefined }) {
  const { value, onValue, describedBy } = props;
  const ariaProps = { "aria-invalid": describedBy !== undefined, "aria-describedby": describedBy };
  switch (props.kind) {
    case "choice":
      return (
        <select {...ariaProps} value={value} onChange={(event) => onValue(event.target.value)}>
          {props.choices.map(([choice, name]) => (
            <option key={choice} value={choice}>
              {name}
            </option>
          ))}
        </select>
      );
    case "secret":
    case "text":
      return (
        <input
          {...ariaProps}
          type={props.kind === "secret" ? "password" : "text"}
          autoComplete="off"
          spellCheck={false}
          list={props.kind === "text" ? props.list : undefined}
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      );
  }
}
