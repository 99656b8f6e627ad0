/* A picture for a phone's camera, drawn as one path: dark on white in every theme. */
import { encode } from "uqr";
import "./qr.css";

const QUIET = 4;

export function Qr({ text, label }: { text: string; label: string }) {
  const { size, data } = encode(text, { border: QUIET, ecc: "M" });
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path class="qr-ground" d={`M0 0h${size}v${size}h-${size}z`} />
      <path class="qr-dots" d={data.map(runs).join("")} />
    </svg>
  );
}

/* One row of the picture as rectangles, each over neighbouring dark dots. */
function runs(row: boolean[], y: number): string {
  let drawn = "";
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue;
    const begun = x;
    while (row[x + 1]) x += 1;
    drawn += `M${begun} ${y}h${x + 1 - begun}v1h-${x + 1 - begun}z`;
  }
  return drawn;
}
