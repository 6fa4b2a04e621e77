import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import styles from "./fit-box.module.css";

/** How exactly the size is found: 2 to the power of this many steps. */
const STEPS = 7;

interface FitBoxProps {
  children: ComponentChildren;
  /** The largest and the smallest size, in em of the text around the box. */
  max?: number;
  min?: number;
  /** Where the content stands in a box that is higher; `fill`: it is as high as the box. */
  align?: "start" | "center" | "end" | "fill";
}

/**
 * A box of a given size whose text is as large as fits. The content takes its sizes in em. It fits again when the box,
 * the content, or a font or image in it changes.
 */
export function FitBox({ children, max = 1, min = 0.2, align = "start" }: FitBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const fit = () => {
    if (box.current && content.current) fitInto(box.current, content.current, min, max);
  };
  const newest = useRef(fit);
  newest.current = fit;
  // After each rendering: what is in the box may have changed.
  useLayoutEffect(fit);
  useLayoutEffect(() => {
    const fitAgain = () => newest.current();
    const observer = new ResizeObserver(fitAgain);
    observer.observe(box.current!);
    document.fonts.addEventListener("loadingdone", fitAgain);
    // Of images: these events do not bubble.
    box.current!.addEventListener("load", fitAgain, true);
    box.current!.addEventListener("error", fitAgain, true);
    return () => {
      observer.disconnect();
      document.fonts.removeEventListener("loadingdone", fitAgain);
    };
  }, []);
  return (
    <div class={styles.box} ref={box}>
      <div class={`${styles.content} ${styles[align]}`} ref={content}>
        {children}
      </div>
    </div>
  );
}

function fitInto(box: HTMLElement, content: HTMLElement, min: number, max: number): void {
  const fits = (size: number) => {
    content.style.fontSize = `${size}em`;
    return content.scrollHeight <= box.clientHeight + 1 && content.scrollWidth <= box.clientWidth + 1;
  };
  if (fits(max)) return;
  let [low, high] = [min, max];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  content.style.fontSize = `${low}em`;
}
