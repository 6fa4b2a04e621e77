/** The icons of all pages, as outlines on a grid of 24. Those that only the desk needs are not here: players would load them. */
const PATHS = {
  check: "M4 12.5 9.5 18 20 6.5",
  close: "M6 6l12 12M18 6 6 18",
  clock: "M12 7v5l3.5 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  next: "M9 5l7 7-7 7",
  offline:
    "M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.4M12 5c3.4 0 6.6 1.3 9 3.6M3 8.6a13 13 0 0 1 3-2M12 19.5h.01",
  pause: "M8 5v14M16 5v14",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14a6.5 6.5 0 0 1 3.5 6",
  stop: "M6 6h12v12H6z",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a word; it is not read aloud. A button that has nothing else needs an `aria-label`. */
export function Icon({ name, size }: { name: IconName; size?: string }) {
  return <Outline path={PATHS[name]} size={size} />;
}

/** @param path on a grid of 24; lines are 2 wide */
export function Outline({ path, size = "1.25em" }: { path: string; size?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentcolor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
