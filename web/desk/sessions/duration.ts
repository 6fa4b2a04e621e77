/** A duration in minutes and seconds, in the words of a language, such as "2 min 5 sec". @param ms 0 or more */
export function showDuration(ms: number, language: string): string {
  const seconds = Math.round(ms / 1000);
  const unit = (value: number, name: "hour" | "minute" | "second") =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  const parts: string[] = [];
  if (seconds >= 3600) parts.push(unit(Math.floor(seconds / 3600), "hour"));
  if (seconds >= 60 && Math.floor(seconds / 60) % 60 > 0)
    parts.push(unit(Math.floor(seconds / 60) % 60, "minute"));
  if (seconds < 3600 && (seconds % 60 > 0 || seconds < 60)) parts.push(unit(seconds % 60, "second"));
  return parts.join(" ");
}
