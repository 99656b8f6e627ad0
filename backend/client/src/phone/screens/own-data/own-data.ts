/* The person's data, taken away or erased. */
import { api, ask } from "../../../api/server";
import { forget, me } from "../../../session";
import { confirm } from "../../confirm";
import { own } from "../../own/path";

/* Hands everything to the browser as a file of this name. */
export async function download(password: string, name: string): Promise<void> {
  await confirm(password);
  const data = await ask(
    api.GET(
      "/api/v1/patients/{patient_id}/own-data" as never,
      {
        ...own(),
        parseAs: "blob",
      } as never,
    ),
  );
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data as Blob);
  link.download = `${name}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/* Erases the account at the clinic, then everything of it on this phone. */
export async function erase(password: string): Promise<void> {
  const { id } = me();
  await confirm(password);
  await ask(api.DELETE("/api/v1/account" as never, { body: { password } } as never));
  await forget(id, true);
}
