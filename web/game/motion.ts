/** Whether the person wants no motion. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
