/* The person's own data: a copy to keep, or the end of it. */
import { t } from "../../../texts";
import { LinkButton, Title } from "../../../ui/parts";
import { Crumb } from "../../rows";
import type { Params } from "../../screens";
import { Download } from "./download";

export function OwnDataScreen(_: Params) {
  const words = t().phone.ownData;
  return (
    <>
      <Crumb to="/more">{t().phone.more.title}</Crumb>
      <Title>{words.title}</Title>
      <Download />
      <section class="card">
        <h2>{words.deleteTitle}</h2>
        <LinkButton to="/goodbye" kind="quiet" wide>
          {words.toDelete}
        </LinkButton>
      </section>
    </>
  );
}
