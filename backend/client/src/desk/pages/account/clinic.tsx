import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { Awaited, Banner, useLoaded } from "../../../ui/parts";

/* The clinic, and whom its patients are told to call in a crisis. */
export function ClinicContacts() {
  const words = t().desk.account;
  const loaded = useLoaded(() => ask(api.GET("/api/v1/clinic")), "clinic");
  return (
    <section class="card" aria-labelledby="clinic">
      <h2 id="clinic">{words.clinicTitle}</h2>
      <Awaited of={loaded}>
        {(clinic) => (
          <>
            <p>
              <strong>{clinic.name}</strong>
            </p>
            <p>{words.clinicLead}</p>
            {clinic.crisis_contacts.length === 0 && <Banner kind="bad">{words.clinicNone}</Banner>}
            <ul class="contacts">
              {clinic.crisis_contacts.map(({ name, phone, hours }) => (
                <li key={phone}>
                  {name}: <strong>{phone}</strong>
                  {hours && (
                    <>
                      <br />
                      <span class="soft">{hours}</span>
                    </>
                  )}
                </li>
              ))}
            </ul>
            <p class="soft">{words.clinicHint}</p>
          </>
        )}
      </Awaited>
    </section>
  );
}
