interface Shell {
  town: string;
  version: string;
  files: string[];
  pages: string[];
}

/** Written by the server in front of this script: what belongs to this town and this version of the program. */
export const shell = (self as unknown as { shell: Shell }).shell;

export const home = `/${shell.town}/`;
export const languages = ["ja", "easy", "en"];
export const shellName = `${shell.town}:${shell.version}:shell`;
export const pagesName = `${shell.town}:${shell.version}:pages`;
/** Not of one version: a crew on the road keeps its orders when the program is renewed. */
export const crewName = `${shell.town}:crew`;
export const sharedName = `${shell.town}:shared`;
const languageNote = `${home}language`;

/** A gateway that has lost the program behind it is no answer; where there is something to show instead, nobody waits long. */
export async function answered(asked: Promise<Response>, patience?: number): Promise<Response> {
  const late = new Promise<never>((_, give) => patience && setTimeout(() => give(new Error("late")), patience));
  const answer = await Promise.race([asked, late]);
  if ([502, 503, 504].includes(answer.status)) throw new Error(`gateway ${answer.status}`);
  return answer;
}

/** The page with a note for its script: when it was seen, or nothing where it was never anybody's. */
export async function marked(page: Response, seen: string): Promise<Response> {
  const html = await page.text();
  const headers = new Headers(page.headers);
  for (const name of ["content-encoding", "content-length", "set-cookie"]) headers.delete(name);
  return new Response(html.replace(/<head>/i, `<head><meta name="seen" content="${seen}">`), { headers });
}

export async function rememberLanguage(answer: Response): Promise<void> {
  const language = { ja: "ja", en: "en", "ja-x-easy": "easy" }[answer.headers.get("content-language") ?? ""];
  if (language) await (await caches.open(pagesName)).put(languageNote, new Response(language));
}

export async function languageOf(address: URL): Promise<string> {
  const asked = address.searchParams.get("lang");
  if (asked && languages.includes(asked)) {
    await (await caches.open(pagesName)).put(languageNote, new Response(asked));
    return asked;
  }
  const noted = await (await caches.open(pagesName)).match(languageNote);
  return (await noted?.text()) ?? (/^ja/.test(navigator.language) ? "ja" : "en");
}
