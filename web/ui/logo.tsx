/** The mark: three hoofbeats that grow. It takes the colour of the text and the height of a line. */
export function Logo({ label }: { label?: string }) {
  return (
    <svg
      viewBox="0 0 40 24"
      height="1em"
      role={label ? "img" : "presentation"}
      aria-label={label}
      aria-hidden={!label}
    >
      <g fill="currentcolor">
        <path d="M2 20 L6 10 H10 L6 20 Z" />
        <path d="M11 20 L16.6 6 H22 L16.4 20 Z" />
        <path d="M21 20 L29 0 H37 L29 20 Z" />
      </g>
    </svg>
  );
}
