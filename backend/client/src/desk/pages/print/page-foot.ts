/* Says at the foot of each printed page whose report it is: sheets of paper get apart. */
import { useEffect } from "preact/hooks";

export function usePageFoot(text: string): void {
  useEffect(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      `@page { @bottom-left { content: "${escaped(text)}"; font: 8pt sans-serif; width: 85% }
        @bottom-right { content: counter(page) "/" counter(pages); font: 8pt sans-serif } }`,
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    };
  }, [text]);
}

/* Every sign that could mean something in CSS, by its number. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} ]/gu, (sign) => `\\${sign.codePointAt(0)?.toString(16)} `);
}
