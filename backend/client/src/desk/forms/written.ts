/* How any value of a record is written out for people, by the name of its field. */
import { t } from "../../texts";
import { amount, day, number, when } from "./show";

export type Write = (name: string, value: unknown) => string;
type Labels = Record<string, string>;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

/* The field's name: of the whole path, or of its parts. */
export function nameOf(path: string, labels: Labels): string {
  const own = labels[path];
  if (own) return own;
  return path
    .split(".")
    .map((part) => labels[part] ?? (/^\d+$/.test(part) ? number(Number(part) + 1) : part))
    .join(" · ");
}

/* The value in words. */
export function written(path: string, value: unknown, labels: Labels, write?: Write): string {
  if (value === null || value === undefined || value === "") return t().desk.forms.empty;
  if (Array.isArray(value)) {
    if (!value.length) return t().common.none;
    return value.map((each) => written(path, each, labels, write)).join("; ");
  }
  if (typeof value === "object") {
    if (isQuantity(value)) return amount(value.value, value.unit);
    return Object.entries(value)
      .filter(([, each]) => each !== null && each !== "")
      .map(([name, each]) => `${labels[name] ?? name}: ${written(name, each, labels, write)}`)
      .join(", ");
  }
  const own = write?.(path.split(".").at(-1) ?? path, value);
  return own ? own : plainly(value);
}

function isQuantity(value: object): value is { value: number; unit: string } {
  const names = Object.keys(value);
  return names.length === 2 && "value" in value && "unit" in value;
}

function plainly(value: unknown): string {
  if (typeof value === "boolean") return value ? t().common.yes : t().common.no;
  if (typeof value === "number") return number(value);
  const text = String(value);
  if (DAY.test(text)) return day(text);
  return MOMENT.test(text) ? when(text) : text;
}
