/* Who may see what: the people, one after the other, and a way to share with another. */
import { useState } from "preact/hooks";
import type { Grant } from "../../../api/schema";
import { t } from "../../../texts";
import { Awaited, Banner, Button, LinkButton, Title, useLoaded } from "../../../ui/parts";
import { Crumb } from "../../rows";
import type { Params } from "../../screens";
import { useSteps } from "../../steps";
import { ChangeGrant } from "./change-grant";
import { GrantCard, PastGrants } from "./grant-card";
import { NewGrantSteps } from "./new-grant";
import { load, type Shares } from "./shares";
import "./sharing.css";

const LIST = "list";
const FORM = "form";

type At = "list" | "new" | Grant;

export function SharingScreen(_: Params) {
  const [at, setAt] = useState<At>("list");
  const loaded = useLoaded(load, "shares");
  const steps = useSteps("sharing", at === "list" ? LIST : FORM, (step) => {
    if (step === LIST) setAt("list");
  });
  const open = (to: At) => {
    steps.forward();
    setAt(to);
  };
  const done = () => {
    loaded.reload();
    setAt("list");
    steps.end();
  };
  if (at === "new") return <NewGrantSteps onDone={done} />;
  if (at !== "list") return <ChangeGrant grant={at} onDone={done} />;
  return (
    <>
      <Crumb to="/more">{t().phone.more.title}</Crumb>
      <Title>{t().phone.sharing.title}</Title>
      <Awaited of={loaded}>
        {(shares) => <List shares={shares} onGo={open} onEnded={loaded.reload} />}
      </Awaited>
    </>
  );
}

interface ListProps {
  shares: Shares;
  onGo: (at: At) => void;
  onEnded: () => void;
}

function List({ shares: { grants, allowed }, onGo, onEnded }: ListProps) {
  const words = t().phone.sharing;
  const open = grants.filter(({ live, suspended }) => live || suspended);
  return (
    <>
      <p>{open.length ? words.lead : words.none}</p>
      {open.map((grant) => (
        <GrantCard key={grant.id} grant={grant} onChange={() => onGo(grant)} onEnded={onEnded} />
      ))}
      {allowed ? (
        <Button wide onClick={() => onGo("new")}>
          {words.start}
        </Button>
      ) : (
        <Banner>
          <p>{words.consentFirst}</p>
          <LinkButton to="/consents">{words.toConsents}</LinkButton>
        </Banner>
      )}
      <p>
        <a class="crumb" href="#/accesses">
          {words.lookedLink}
        </a>
      </p>
      <PastGrants grants={grants.filter((grant) => !open.includes(grant))} />
    </>
  );
}
