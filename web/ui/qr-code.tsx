import { useMemo } from "preact/hooks";
import { encode } from "uqr";

interface QrCodeProps {
  text: string;
  /** What is read aloud. */
  label: string;
  /** Its size. */
  class?: string | undefined;
}

/** A QR code, dark on white in both colour schemes, with the quiet zone of four modules that ISO/IEC 18004 asks for. */
export function QrCode({ text, label, class: look }: QrCodeProps) {
  const { size, path } = useMemo(() => {
    const { size, data } = encode(text, { ecc: "M", border: 4 });
    // Runs of dark modules as rectangles: between single squares some scales show gaps.
    const runs = data.flatMap((row, y) =>
      [
        ...row
          .map((dark) => (dark ? "1" : "0"))
          .join("")
          .matchAll(/1+/g),
      ].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`),
    );
    return { size, path: runs.join("") };
  }, [text]);
  return (
    <svg
      class={look}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#14101c" />
    </svg>
  );
}
