/* A list of ways to other screens, each a large target. */
import "./rows.css";

export interface Row {
  to: string;
  label: string;
  told?: string;
}

export function Rows({ rows }: { rows: Row[] }) {
  return (
    <ul class="rows">
      {rows.map(({ to, label, told }) => (
        <li key={to}>
          <a href={`#${to}`}>
            <span>
              {label}
              {told && <span class="told">{told}</span>}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/* The way back to the list that a screen belongs to. */
export function Crumb({ to, children }: { to: string; children: string }) {
  return (
    <a class="crumb" href={`#${to}`}>
      ← {children}
    </a>
  );
}
