/* The pages of one patient, for as long as that person shares with the reader. */
import type { ComponentType } from "preact";
import { t } from "../texts";
import { Awaited, Banner, LinkButton, Title, useLoaded } from "../ui/parts";
import { callFirst, patient } from "./caseload";

interface Params {
  params: Record<string, string>;
}

/* The page, or that there is nothing to be read or done here: what would be refused isn't offered.
   One that is open when the sharing ends stays, with what was typed on it, and says so. */
export function ofPatient(Page: ComponentType<Params>): ComponentType<Params> {
  return ({ params }) => {
    const id = params.id ?? "";
    const found = useLoaded(async () => ({ row: await patient(id) }), id);
    const all = callFirst.value;
    const hasEnded = all !== null && !all.some(({ patient_id }) => patient_id === id);
    return (
      <Awaited of={found}>
        {({ row }) =>
          row ? (
            <>
              {hasEnded && (
                <Banner kind="bad" role="alert">
                  {t().desk.patient.ended}
                </Banner>
              )}
              <Page params={params} />
            </>
          ) : (
            <NotShared />
          )
        }
      </Awaited>
    );
  };
}

export function NotShared() {
  const words = t().desk.patient;
  return (
    <>
      <Title>{words.notThere}</Title>
      <p>{words.notThereHint}</p>
      <LinkButton to="/" kind="quiet">
        {words.toList}
      </LinkButton>
    </>
  );
}
