/* Names of moments: UUIDs of version 7, which sort by the time they were made (RFC 9562). */

const TIME_BYTES = 6;
const HEX_GROUPS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

export function newMomentId(now: Date): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const ms = now.getTime();
  view.setUint16(0, Math.floor(ms / 2 ** 32));
  view.setUint32(2, ms % 2 ** 32);
  view.setUint8(TIME_BYTES, 0x70 | (view.getUint8(TIME_BYTES) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(HEX_GROUPS, "$1-$2-$3-$4-$5");
}
