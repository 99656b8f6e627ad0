/* Whom to call, each number a large link. */
import type { Contact } from "../kept/notices";

export function Contacts({ contacts }: { contacts: Contact[] }) {
  return (
    <ul class="contacts stack">
      {contacts.map(({ name, phone, hours }) => (
        <li key={phone}>
          <a class="button wide" href={`tel:${phone.replace(/[^+\d]/g, "")}`}>
            <span>
              {name}: <span class="number">{phone}</span>
            </span>
          </a>
          {hours && <p class="soft">{hours}</p>}
        </li>
      ))}
    </ul>
  );
}
