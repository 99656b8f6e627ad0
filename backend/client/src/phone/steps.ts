/* Lets the browser's "back" lead a step back on a screen of several steps, and not away from it. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/* What an entry of the browser's history shows; `depth` is how many steps lie before it. */
interface Mark {
  flow: string;
  step: string;
  depth: number;
}

const flows = new Map<string, (step: string) => void>();

addEventListener("popstate", (event) => {
  const mark = (event as PopStateEvent).state as Mark | null;
  if (!mark?.flow) return;
  const show = flows.get(mark.flow);
  if (show) show(mark.step);
  // The steps of something that is finished are passed over.
  else if (mark.depth > 0) history.go(-mark.depth);
});

interface Steps {
  /* The next thing shown is a step further. */
  forward: () => void;
  /* Goes back as the browser would; false if there is no step to go back to. */
  back: () => boolean;
  /* All steps are done, and the same screen goes on as it was before them. */
  end: () => void;
}

/* Steps of this name, of which `at` is shown; `show` is called for another one. */
export function useSteps(flow: string, at: string, show: (step: string) => void): Steps {
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    flows.set(flow, (step) => latest.current(step));
    return () => {
      flows.delete(flow);
    };
  }, [flow]);
  // As soon as it is shown: later, another "back" may have led to what isn't a step of this.
  useLayoutEffect(() => history.replaceState({ flow, step: at, depth: depth() }, ""), [flow, at]);
  return {
    forward: () => history.pushState({ flow, step: at, depth: depth() + 1 }, ""),
    back: () => {
      if (depth() === 0) return false;
      history.back();
      return true;
    },
    end: () => {
      // To go 0 steps would load the page anew.
      if (depth() > 0) history.go(-depth());
    },
  };
}

function depth(): number {
  return (history.state as Mark | null)?.depth ?? 0;
}
