/* What is wrong with a form, first, with a way to each field. */
import { useEffect, useRef } from "preact/hooks";
import { FlawList } from "../ui/form";
import { fieldError, Problem } from "../ui/parts";

export interface Field {
  /* The server's name of the field. */
  name: string;
  /* The input's id. */
  id: string;
  /* Our own words for what is wrong with it, in place of the server's. */
  text?: string;
}

/* What to say of a field, if it was refused. */
export function told(error: unknown, { name, text }: Omit<Field, "id">): string | undefined {
  const said = fieldError(error, name);
  return said && (text ?? said);
}

/* The fields that were refused, each with its sentence; any other problem as it is elsewhere. */
export function ErrorSummary({ error, fields }: { error: unknown; fields: Field[] }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [error]);
  const flaws = fields.flatMap((field) => {
    const text = told(error, field);
    return text ? [{ id: field.id, text }] : [];
  });
  if (!flaws.length) return <Problem error={error} />;
  return (
    <div class="summary" tabIndex={-1} ref={box}>
      <FlawList flaws={flaws} />
    </div>
  );
}
