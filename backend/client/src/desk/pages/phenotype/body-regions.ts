/* Where the sites lie on a simple drawing of the body, 200 wide and 420 high. */

export type View = "front" | "back";

export interface Region {
  site: string;
  x: number;
  y: number;
  width: number;
  height: number;
  round: number;
}

type Box = [x: number, y: number, width: number, height: number, round: number];

const MIDDLE = 100;

/* The outline behind the regions: head, trunk, arms and legs. */
export const SILHOUETTE = [
  "M 100 6 c 20 0 30 16 28 36 c -2 20 -14 32 -28 32 c -14 0 -26 -12 -28 -32 c -2 -20 8 -36 28 -36 z",
  "M 88 68 h 24 v 20 h -24 z",
  "M 62 86 q 38 -10 76 0 l 2 60 l -6 60 l 4 26 h -76 l 4 -26 l -6 -60 z",
  "M 62 88 q -16 4 -20 22 l -10 56 l -10 48 l -6 30 q 4 10 12 4 l 10 -32 l 12 -48 l 14 -42 z",
  "M 138 88 q 16 4 20 22 l 10 56 l 10 48 l 6 30 q -4 10 -12 4 l -10 -32 l -12 -48 l -14 -42 z",
  "M 62 226 h 37 l -4 84 l -4 84 l -2 16 h -24 l 2 -16 l -4 -84 z",
  "M 138 226 h -37 l 4 84 l 4 84 l 2 16 h 24 l -2 -16 l 4 -84 z",
];

/* The boxes on the left half of the drawing; those of the other half mirror them. */
const PAIRED: Record<string, Box> = {
  shoulder: [48, 88, 30, 26, 10],
  upper_arm: [38, 117, 22, 44, 9],
  lower_arm: [27, 164, 21, 48, 9],
  hand: [15, 215, 21, 32, 9],
  upper_leg: [65, 236, 31, 70, 11],
  lower_leg: [65, 310, 27, 66, 11],
  foot: [62, 380, 28, 30, 9],
};

const HEAD: Box = [74, 10, 25, 32, 11];
const JAW: Box = [76, 45, 23, 22, 9];
const HIP: Box = [64, 202, 35, 30, 11];
const NECK: Box = [86, 70, 28, 16, 6];

/* From the front the patient's right is on the left of the drawing; from the back it is their left. */
function pair(site: string, [x, y, width, height, round]: Box, view: View): Region[] {
  const [near, far] = view === "front" ? ["right", "left"] : ["left", "right"];
  const size = { y, width, height, round };
  return [
    { site: `${site}_${near}`, x, ...size },
    { site: `${site}_${far}`, x: 2 * MIDDLE - x - width, ...size },
  ];
}

function one(site: string, [x, y, width, height, round]: Box): Region {
  return { site, x, y, width, height, round };
}

const limbs = (view: View) =>
  Object.entries(PAIRED).flatMap(([site, box]) => pair(site, box, view));

export const REGIONS: Record<View, Region[]> = {
  front: [
    ...pair("head", HEAD, "front"),
    ...pair("jaw", JAW, "front"),
    one("neck", NECK),
    ...limbs("front"),
    one("chest", [80, 92, 40, 50, 10]),
    one("abdomen", [68, 146, 64, 54, 12]),
    one("pelvis_perineum", [72, 203, 56, 29, 12]),
  ],
  back: [
    ...pair("head", [74, 10, 25, 57, 11], "back"),
    one("neck", NECK),
    ...limbs("back"),
    one("upper_back", [80, 92, 40, 54, 10]),
    one("lower_back", [68, 150, 64, 49, 12]),
    ...pair("hip_buttock", HIP, "back"),
  ],
};
