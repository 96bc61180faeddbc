// Figures with their names, under a title of their own where they need one.

interface Props {
  readonly title?: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

export function Facts({ title, facts }: Props) {
  return (
    <div className="facts">
      {title !== undefined && <h3>{title}</h3>}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="digits">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
