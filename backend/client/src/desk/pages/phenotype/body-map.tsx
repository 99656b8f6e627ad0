/* The body from the front and the back. To touch, or by the list of sites beside it. */
import { t } from "../../../texts";
import { Tick } from "../../../ui/fields";
import { fieldId } from "../../forms/flaws";
import { REGIONS, type Region, SILHOUETTE, type View } from "./body-regions";
import { known, word } from "./known";

interface Props {
  sites: string[];
  /* Without it the map is for looking only. */
  onChange?: (sites: string[]) => void;
  error?: string | undefined;
}

const VIEWS: View[] = ["front", "back"];

export function BodyMap({ sites, onChange, error }: Props) {
  const words = t().desk.phenotype;
  const toggle = (site: string) =>
    onChange?.(sites.includes(site) ? sites.filter((each) => each !== site) : [...sites, site]);
  return (
    <div class="body-map" id={fieldId("body_sites")}>
      {error && <p class="field-error">{error}</p>}
      <div class="body-views" aria-hidden={onChange ? "true" : undefined}>
        {VIEWS.map((view) => (
          <figure key={view}>
            <Body view={view} sites={sites} toggle={onChange ? toggle : null} />
            <figcaption>{words.views[view]}</figcaption>
          </figure>
        ))}
      </div>
      {onChange && <SiteList sites={sites} toggle={toggle} />}
    </div>
  );
}

interface BodyProps {
  view: View;
  sites: string[];
  toggle: ((site: string) => void) | null;
}

function Body({ view, sites, toggle }: BodyProps) {
  const words = t().desk.phenotype;
  const shown = REGIONS[view];
  const names = shown
    .filter(({ site }) => sites.includes(site))
    .map(({ site }) => word("site", site));
  const said = names.length ? names.join(", ") : t().common.none;
  return (
    <svg
      viewBox="0 0 200 420"
      role="img"
      aria-label={words.viewLabel(words.views[view], said)}
      class={toggle ? "body can-touch" : "body"}
    >
      {SILHOUETTE.map((path) => (
        <path key={path} d={path} class="outline" />
      ))}
      {shown.map((region) => (
        <Shape
          key={`${region.site} ${region.x} ${region.y}`}
          region={region}
          isChosen={sites.includes(region.site)}
          toggle={toggle}
        />
      ))}
    </svg>
  );
}

interface ShapeProps {
  region: Region;
  isChosen: boolean;
  toggle: ((site: string) => void) | null;
}

/* For pointers only: whoever uses keys or a screen reader has the list of sites. */
function Shape({ region, isChosen, toggle }: ShapeProps) {
  const { site, x, y, width, height, round } = region;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the list beside it is the way by keys
    <g
      class={isChosen ? "region chosen" : "region"}
      onClick={toggle ? () => toggle(site) : undefined}
    >
      <rect x={x} y={y} width={width} height={height} rx={round} />
      {isChosen && (
        <path d={`M ${x + width / 2 - 4} ${y + height / 2} l 3 4 l 6 -8`} class="mark" />
      )}
    </g>
  );
}

/* The patient's own left and right: one site in each row, right beside left. */
function SiteList({ sites, toggle }: { sites: string[]; toggle: (site: string) => void }) {
  const words = t().desk.phenotype;
  return (
    <fieldset class="field sites">
      <legend>{words.fields.body_sites}</legend>
      <span class="hint">{words.sitesHint}</span>
      <div class="choices two-narrow">
        {known().body_sites.map((site) => (
          <Tick
            key={site}
            label={word("site", site)}
            checked={sites.includes(site)}
            onChange={() => toggle(site)}
          />
        ))}
      </div>
    </fieldset>
  );
}
