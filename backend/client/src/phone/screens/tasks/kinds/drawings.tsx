/* Our own signs and pictures, as strokes on a field of 24 by 24. */

/* Signs without a name: none should be taken for a letter or a number. */
export const SYMBOLS = [
  "M13 4a8 8 0 0 0 0 16zM17 12h4",
  "M3 15l4.5-7 4.5 7 4.5-7 4.5 7",
  "M4 12a8 8 0 0 1 16 0M12 12v8",
  "M12 4a8 8 0 1 0 .1 0M12 10v4",
  "M12 4l8 8-8 8-8-8z",
  "M4 6h16M7 12h10M4 18h16",
  "M3 12c4-9 14 9 18 0M12 3v3M12 18v3",
  "M5 5l14 14M19 5L5 19M5 5h14",
  "M12 4v16M5 11l7-7 7 7M5 20h14",
] as const;

/* House, tree, cup, boat, key, fish, umbrella, flower: in the order of their names in the texts. */
export const PICTURES = [
  "M4 11L12 4l8 7M6 10v10h12V10M10 20v-6h4v6",
  "M12 21v-7M12 3l6 7h-3l4 5H5l4-5H6z",
  "M5 8h11v8a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2 2 0 0 1 0 5h-2M9 3v2M12 3v2",
  "M3 15h18l-3 5H6zM12 15V3l7 9h-7M12 6l-5 6h5",
  "M11 12a4 4 0 1 0 0 .1M11 12h10v4M17 12v3",
  "M3 12c4-7 11-7 14 0-3 7-10 7-14 0zM17 12l4-4v8zM7.5 11v.1",
  "M3 13a9 9 0 0 1 18 0zM12 13v6a2 2 0 0 0 4 0M12 4V2",
  "M12 13v8M12 19c3 0 5-2 5-4M14 9a2 2 0 1 0 0 .1M10.5 7.5a2 2 0 1 1 3 0M13.8 8.2a2 2 0 1 1-.2 3M13.5 10.5a2 2 0 1 1-3 0M10.2 9.8a2 2 0 1 1 .2-3",
] as const;

export function Drawn({ path }: { path: string }) {
  return (
    <svg class="drawn-sign" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
