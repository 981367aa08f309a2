/** The words of the page's own language; the server writes them, so none stands in a script. */
let words: Record<string, string> | undefined;

export function text(key: string, values: Record<string, string | number> = {}): string {
  words ??= JSON.parse(document.getElementById("texts")?.textContent || "{}") as Record<string, string>;
  return fill(words[key] ?? "", values);
}

export function fill(pattern: string, values: Record<string, string | number>): string {
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
