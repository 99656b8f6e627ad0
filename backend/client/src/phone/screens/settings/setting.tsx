/* One thing that can be set, by its name in the address. */
import type { ComponentType } from "preact";
import { t } from "../../../texts";
import { Title } from "../../../ui/parts";
import { Crumb } from "../../rows";
import type { Params } from "../../screens";
import { About } from "./about";
import { Devices } from "./devices";
import { EmailForm, NameForm } from "./identity";
import { Looks } from "./looks";
import { PasswordForm } from "./password";
import { NewRecoveryCode } from "./recovery";
import { TimeForm } from "./time";

const PARTS: Record<string, ComponentType> = {
  name: NameForm,
  email: EmailForm,
  password: PasswordForm,
  recovery: NewRecoveryCode,
  time: TimeForm,
  devices: Devices,
  looks: Looks,
  about: About,
};

export function SettingScreen({ params }: Params) {
  const Part = PARTS[params.part ?? ""];
  return (
    <>
      <Crumb to="/settings">{t().phone.settings.title}</Crumb>
      {Part ? <Part /> : <Title>{t().common.notFound}</Title>}
    </>
  );
}
