/* Looks at a page as the tests want it looked at. Runs before anything else on the page. */
(() => {
  const QUIET_MS = 80;
  // As long as the app itself waits for an answer.
  const PATIENCE_MS = 15_000;
  const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
  const SPOKEN = ["aria-label", "aria-valuetext", "aria-roledescription", "placeholder", "title", "alt"];
  const reports = [];
  let asking = 0;

  addEventListener("securitypolicyviolation", (event) =>
    reports.push(`${event.violatedDirective}: ${event.blockedURI}`),
  );
  const fetch = globalThis.fetch;
  globalThis.fetch = async (...given) => {
    asking += 1;
    try {
      return await fetch(...given);
    } finally {
      asking -= 1;
    }
  };

  /* Resolves once there is a heading, nothing is asked for and nothing changes any more. */
  async function settled(wait) {
    const until = performance.now() + PATIENCE_MS;
    let changed = performance.now();
    const watching = new MutationObserver(() => {
      changed = performance.now();
    });
    watching.observe(document, { subtree: true, childList: true, attributes: true });
    const waits = () =>
      [...document.querySelectorAll("[role=status]")].some((each) => each.textContent.includes(wait));
    const done = () =>
      !asking && performance.now() - changed > QUIET_MS && document.querySelector("h1") && !waits();
    while (!done()) {
      if (performance.now() > until) throw new Error(`It never comes to rest: ${location.hash}`);
      await new Promise((go) => setTimeout(go, 10));
    }
    watching.disconnect();
  }

  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });

  /* Every word that is seen or spoken. */
  function words() {
    const found = new Set([document.title]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      const isOption = parent.localName === "option" && isSeen(parent.closest("select"));
      const isStyle = ["script", "style"].includes(parent.localName);
      if (!isStyle && (isOption || isSeen(parent))) found.add(walker.currentNode.data);
    }
    for (const element of document.body.querySelectorAll("*")) {
      if (!isSeen(element)) continue;
      for (const name of SPOKEN) found.add(element.getAttribute(name) ?? "");
    }
    return [...found].map((each) => each.trim()).filter(Boolean);
  }

  const shown = (element) =>
    `${element.outerHTML.replace(/>[\s\S]*/, ">")}${element.textContent.trim().slice(0, 40)}`;
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const isHiddenOnPurpose = (element) => element.closest(".visually-hidden, .skip");

  function isInsideAScroller(element) {
    for (let at = element; at && at !== document.body; at = at.parentElement)
      if (scrolls(at)) return true;
    return false;
  }

  const frame = () => new Promise((go) => requestAnimationFrame(go));

  /* What reaches out of the window, or is cut off by what it stands in. */
  async function tooWide() {
    // What is measured in a window of another size is drawn anew by the end of a frame.
    await frame();
    await frame();
    const width = document.documentElement.clientWidth;
    const found = [];
    if (document.documentElement.scrollWidth > width) found.push("The page scrolls sideways.");
    for (const element of document.body.querySelectorAll("*")) {
      if (!isSeen(element) || isHiddenOnPurpose(element) || element.closest("svg")) continue;
      const { left, right } = element.getBoundingClientRect();
      const isOut = right > width + 1 || left < -1;
      // What somebody types may be longer than its field.
      const clips = element.localName !== "input" && ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
      const isCut = clips && element.scrollWidth > element.clientWidth + 1;
      if ((isOut && !isInsideAScroller(element)) || isCut) found.push(shown(element));
    }
    return found.slice(0, 5);
  }

  /* What Tab should reach, in order; the radios of one name are one. */
  function stops() {
    const found = [...document.querySelectorAll(FOCUSABLE)].filter(
      (each) =>
        each.tabIndex >= 0 && isSeen(each) && !each.matches(":disabled") && !each.closest("[inert]"),
    );
    return [...new Set(found.map(keyOf))];
  }

  const keys = new Map();
  function keyOf(element) {
    const same = element.type === "radio" && element.name ? `radio ${element.name}` : element;
    if (!keys.has(same)) keys.set(same, `${keys.size} ${shown(element)}`);
    return keys.get(same);
  }

  function toTheTop() {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    scrollTo(0, 0);
  }

  /* Where the focus is, and what is wrong with how it is seen there. */
  function focus() {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const isListed = at.matches(FOCUSABLE);
    return { key: isListed ? keyOf(at) : null, flaws: isListed ? flawsOf(at) : [] };
  }

  function flawsOf(at) {
    const flaws = [];
    if (!marks(at)) flaws.push("shows no focus");
    if (isCovered(at)) flaws.push("is covered");
    return flaws;
  }

  function marks(at) {
    const near = [at, at.parentElement, at.parentElement?.parentElement];
    return near.some((each) => {
      const style = each && getComputedStyle(each);
      return style && style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
    });
  }

  /* WCAG 2.4.11: of what is in the window, not one of five points is to be seen. */
  function isCovered(at) {
    const box = at.getBoundingClientRect();
    const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
    const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const points = [[x, y], [left + 2, y], [right - 2, y], [x, top + 2], [x, bottom - 2]];
    const before = at.style.pointerEvents;
    // What the pointer goes through is seen, too.
    at.style.pointerEvents = "auto";
    const isUncovered = points.some(([across, down]) => {
      const hit = document.elementFromPoint(across, down);
      return hit && (at.contains(hit) || hit.contains(at) || hit.closest("label")?.control === at)
        && hit !== document.body && hit !== document.documentElement;
    });
    at.style.pointerEvents = before;
    return !isUncovered;
  }

  const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

  /* Each violation that axe finds, with where. */
  async function violations() {
    const options = { runOnly: RULES, resultTypes: ["violations"], iframes: false };
    const { violations: found } = await globalThis.axe.run(document, options);
    return found.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ""}`),
    );
  }

  const taken = () => reports.splice(0);
  globalThis.audit = { settled, words, tooWide, stops, toTheTop, focus, violations, taken };
})();
