// Numbers as the cards show them.

/** Whole, or with one digit behind the point; a dash for none. */
export function figure(value: number | null): string {
  if (value === null) return "–";
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** US dollars to the cent; what is less than one but not nothing says so. */
export function dollars(value: number): string {
  return value > 0 && value < 0.01 ? "< $0.01" : `$${value.toFixed(2)}`;
}

/** A count with its thousands apart. */
export function grouped(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count);
}
