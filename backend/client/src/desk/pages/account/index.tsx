/* One's own account, and what a clinic's specialists answer for. */
import { me } from "../../../session";
import { t } from "../../../texts";
import { Title } from "../../../ui/parts";
import type { Params } from "../../pages";
import { ClinicContacts } from "./clinic";
import { Identity } from "./identity";
import { Password } from "./password";
import { Recovery } from "./recovery";
import { SecondFactor } from "./second-factor";
import { SignIns } from "./sign-ins";
import { TextsToSign } from "./texts-to-sign";
import "./account.css";

export function AccountPage(_: Params) {
  return (
    <>
      <Title>{t().desk.account.title}</Title>
      {me().role === "specialist" && <TextsToSign />}
      <div class="account">
        <Identity />
        <Password />
        <SecondFactor />
        <Recovery />
        <SignIns />
        <ClinicContacts />
      </div>
    </>
  );
}
