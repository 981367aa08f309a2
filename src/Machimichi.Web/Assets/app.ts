import "./elements/budget-rest";
import "./elements/live-progress";
import "./elements/outbox-list";
import "./elements/passkey-form";
import "./elements/photo-input";
import "./elements/share-button";
import "./elements/similar-things";
import { fetchFontForNextPage } from "./lib/fonts";
import { careForForms } from "./lib/forms";
import { installWorker, sayThatItIsOld, takeShared } from "./lib/offline";
import { careForOutboxForms } from "./outbox/form";
import { keepSending } from "./outbox/keep-sending";

careForForms();
sayThatItIsOld();
void takeShared();
void careForOutboxForms();
keepSending();
fetchFontForNextPage();
closeMenus();
loadMapWhenSeen();
installWorker();

function closeMenus(): void {
  const openMenus = () => document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

/** The map is several times the rest of a page: it comes when the reader does, and the drawn outline stands there until then. */
function loadMapWhenSeen(): void {
  const maps = document.querySelectorAll("town-map");
  if (maps.length === 0) return;
  const seen = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      void import("./map");
    },
    { rootMargin: "120px" },
  );
  for (const map of maps) seen.observe(map);
}
