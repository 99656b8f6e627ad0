/* Which screen stands at which place. */
import type { ComponentType } from "preact";
import { AccessesScreen } from "./screens/accesses";
import { AttentionScreen } from "./screens/attention";
import { ConsentsScreen } from "./screens/consents";
import { KnownScreen } from "./screens/consents/known";
import { DayScreen } from "./screens/day";
import { DosesScreen } from "./screens/doses";
import { HistoryScreen } from "./screens/history";
import { InvitationScreen } from "./screens/invitation";
import { MomentScreen } from "./screens/moment";
import { MoreScreen } from "./screens/more";
import { OwnDataScreen } from "./screens/own-data";
import { GoodbyeScreen } from "./screens/own-data/goodbye";
import { QuestionnaireScreen } from "./screens/questionnaire";
import { RemindersScreen } from "./screens/reminders";
import { ResetScreen } from "./screens/reset";
import { SettingsScreen } from "./screens/settings";
import { SettingScreen } from "./screens/settings/setting";
import { SharingScreen } from "./screens/sharing";
import { TasksScreen } from "./screens/tasks";
import { TodayScreen } from "./screens/today";
import { TrendsScreen } from "./screens/trends";

export interface Params {
  params: Record<string, string>;
}

export const SCREENS: [pattern: string, screen: ComponentType<Params>][] = [
  ["/", TodayScreen],
  ["/day/:day", DayScreen],
  ["/moment/:id", MomentScreen],
  ["/history", HistoryScreen],
  ["/attention", AttentionScreen],
  ["/questionnaire/:instrument", QuestionnaireScreen],
  ["/tasks", TasksScreen],
  ["/doses", DosesScreen],
  ["/trends", TrendsScreen],
  ["/more", MoreScreen],
  ["/consents", ConsentsScreen],
  ["/sharing", SharingScreen],
  ["/accesses", AccessesScreen],
  ["/reminders", RemindersScreen],
  ["/known", KnownScreen],
  ["/settings", SettingsScreen],
  ["/settings/:part", SettingScreen],
  ["/own-data", OwnDataScreen],
];

/* Open without a sign-in. */
export const OPEN_SCREENS: [pattern: string, screen: ComponentType<Params>][] = [
  ["/invitation/:code", InvitationScreen],
  ["/reset", ResetScreen],
  ["/goodbye", GoodbyeScreen],
];
