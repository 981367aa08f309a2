/**
 * The font is some fifty files on a Japanese page, several times the page itself. So it never belongs to a first load:
 * after the reader's first touch it is fetched for the next page, which the server then writes with the font in its head.
 */
export function fetchFontForNextPage(): void {
  const sheet = document.querySelector<HTMLElement>("script[data-fonts]")?.dataset.fonts;
  const connection = (navigator as { connection?: { saveData?: boolean; effectiveType?: string } }).connection;
  const dear = connection?.saveData || /2g|3g/.test(connection?.effectiveType ?? "");
  if (!sheet || dear || document.cookie.split("; ").includes("fonts=1")) return;

  const start = () => {
    for (const kind of ["pointerdown", "keydown", "scroll"]) removeEventListener(kind, start);
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet;
    link.onload = () => {
      const secure = location.protocol === "https:" ? "; secure" : "";
      document.cookie = `fonts=1; path=/; max-age=31536000; samesite=lax${secure}`;
    };
    document.head.append(link);
  };
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, start, { once: true, passive: true });
}
