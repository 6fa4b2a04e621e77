import { Icon, type IconName, Outline } from "../../ui/icon.tsx";

/** The icons that only the desk needs. */
const PATHS = {
  add: "M12 5v14M5 12h14",
  download: "M12 4v11m0 0-4.5-4.5M12 15l4.5-4.5M5 20h14",
  upload: "M12 15V4m0 0L7.5 8.5M12 4l4.5 4.5M5 20h14",
  edit: "M4 20h4L19 9l-4-4L4 16v4Z",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  play: "M7 4.5v15l12-7.5-12-7.5Z",
  screen: "M3 5h18v11H3zM9 20h6M12 16v4",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
} as const;

export type DeskIconName = IconName | keyof typeof PATHS;

/** A picture beside a word, as `Icon`, with the desk's own ones. */
export function DeskIcon({ name, size }: { name: DeskIconName; size?: string }) {
  return name in PATHS ? (
    <Outline path={PATHS[name as keyof typeof PATHS]} size={size} />
  ) : (
    <Icon name={name as IconName} {...(size === undefined ? {} : { size })} />
  );
}
