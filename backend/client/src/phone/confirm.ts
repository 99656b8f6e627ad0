/* Shows once more that it is the person who holds the phone, before something that can't be undone. */
import { api, ask, Refused } from "../api/server";
import * as plain from "../kept/plain";
import * as device from "../push/device";
import { me, signIn } from "../session";
import { t } from "../texts";

/* Signs in anew by the password, in place of the present sign-in; a wrong one is the field's error. */
export async function confirm(password: string): Promise<void> {
  const { items } = await ask(api.GET("/api/v1/sessions", { params: { query: { limit: 200 } } }));
  await signIn(me().email, password).catch((refusal) => {
    if (!(refusal instanceof Refused && refusal.status === 401)) throw refusal;
    const fields = { password: [t().phone.settings.wrongPassword] };
    throw new Refused(422, { code: "invalid", fields });
  });
  // A subscription ends with the sign-in that made it, so it moves to the new one first.
  const worker = (await plain.get("subscription")) ? await device.registration() : null;
  if (worker) await device.subscribe(worker);
  const before = items.find(({ current }) => current);
  if (before) {
    const path = { sign_in_id: before.id };
    await ask(api.DELETE("/api/v1/sessions/{sign_in_id}", { params: { path } }));
  }
}
