// The controls for the subscription's filter. The service sends only matching signals.

import { useState, type KeyboardEvent, type ReactNode } from "react";
import type { FilterRequest, OpenSignal } from "../../../client/index.ts";
import { DECIMAL } from "../../../protocol/filter.ts";
import { useTexts } from "../texts/use-texts.ts";

interface FiltersProps {
  readonly filter: FilterRequest;
  /** The signals on the board. Their types are offered too. */
  readonly signals: readonly OpenSignal[];
  readonly onFilter: (filter: FilterRequest) => void;
}

/** The types of the guide's producers. Other types appear with their first signal. */
const KNOWN_TYPES = ["mexc_spot_futures", "funding_rate", "mexc_dex"];
const POSITIONS = ["LONG", "SHORT"];

/** Calls `onFilter` with the whole new filter after each change. */
export function Filters({ filter, signals, onFilter }: FiltersProps): ReactNode {
  const texts = useTexts();
  const [badSpread, setBadSpread] = useState(false);
  const { signal_type: types = [], coin_name: coins = [], position: sides = [] } = filter;
  const spread = filter.min_spread === undefined ? "" : String(filter.min_spread);
  const seen = signals.map((signal): string => signal.signal_type);
  const offered = [...new Set([...KNOWN_TYPES, ...types, ...seen])];

  function setTypes(type: string, wanted: boolean): void {
    const others = types.filter((one) => one !== type);
    onFilter(withList(filter, "signal_type", wanted ? [...others, type] : others));
  }

  function setCoins(text: string): void {
    const names = text.split(",").map((name) => name.trim());
    onFilter(withList(filter, "coin_name", [...new Set(names.filter((name) => name !== ""))]));
  }

  function setSpread(text: string): void {
    const bare = text.trim().replace(",", ".");
    const good = bare === "" || DECIMAL.test(bare);
    setBadSpread(!good);
    if (!good) return;
    const { min_spread: _, ...others } = filter;
    onFilter(bare === "" ? others : { ...others, min_spread: bare });
  }

  /** Enter applies a text field, as leaving it does. */
  function onKeyDown({ key, target }: KeyboardEvent): void {
    if (key === "Enter" && target instanceof HTMLInputElement) target.blur();
  }

  return (
    <div role="group" className="filters" aria-label={texts.filters} onKeyDown={onKeyDown}>
      <fieldset>
        <legend className="muted">{texts.types}</legend>
        <div>
          {offered.map((type) => (
            <label key={type}>
              <input
                type="checkbox"
                checked={types.includes(type)}
                onChange={({ target }) => setTypes(type, target.checked)}
              />
              {texts.typeName(type)}
            </label>
          ))}
        </div>
      </fieldset>
      <label className="field">
        <span>{texts.coins}</span>
        <input
          // Another key resets the field when the URL or "Clear" sets the filter.
          key={coins.join()}
          name="coins"
          defaultValue={coins.join(", ")}
          placeholder={texts.coinsHint}
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          onBlur={({ target }) => setCoins(target.value)}
        />
      </label>
      <label className="field">
        <span>{texts.side}</span>
        <select
          value={sides.length === 1 ? sides[0] : ""}
          onChange={({ target }) =>
            onFilter(withList(filter, "position", target.value === "" ? [] : [target.value]))
          }
        >
          <option value="">{texts.anyPosition}</option>
          {POSITIONS.map((side) => (
            <option key={side}>{side}</option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{texts.minSpread}</span>
        <input
          key={spread}
          name="min-spread"
          className="digits"
          inputMode="decimal"
          defaultValue={spread}
          autoComplete="off"
          size={6}
          aria-invalid={badSpread}
          aria-describedby={badSpread ? "bad-spread" : undefined}
          onBlur={({ target }) => setSpread(target.value)}
        />
        {badSpread && (
          <span id="bad-spread" className="problem" role="alert">
            {texts.badSpread}
          </span>
        )}
      </label>
      <button
        type="button"
        disabled={Object.keys(filter).length === 0}
        onClick={() => {
          setBadSpread(false);
          onFilter({});
        }}
      >
        {texts.clearFilters}
      </button>
    </div>
  );
}

function withList(
  filter: FilterRequest,
  field: "signal_type" | "coin_name" | "position",
  values: readonly string[],
): FilterRequest {
  const { [field]: _, ...others } = filter;
  return values.length === 0 ? others : { ...others, [field]: values };
}
